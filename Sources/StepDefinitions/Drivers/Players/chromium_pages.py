"""Headless Chromium as a person at a screen: opens pages, reads what is visible, clicks and types.

usage: chromium_pages.py [--microphone WAV]
Says `ready`, then does what each line of its standard input says, a JSON object, until that input ends:
{"command": NUMBER, "do": VERB, "page": NAME, …}. Each is answered by one line, in the order in which they are done:
{"answer": NUMBER, "text": …} or {"answer": NUMBER, "error": …}. Commands run beside each other.

Elements are found as a person finds them: by their visible words and labels, or by their id where they have no name.
"""

import argparse
import asyncio
import json
import shutil
import sys
import threading

from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Error, async_playwright

# What a violated policy would only whisper to the developer's console is told with the rest.
TELL_VIOLATIONS = """
addEventListener("securitypolicyviolation", event =>
    console.error(`Content Security Policy: ${event.effectiveDirective} ${event.blockedURI}`));
"""

# The text of an element, without what is hidden in it, contains a text.
SHOWS = """([id, text]) => {
    const plain = text => text.replace(/\\s+/g, " ").trim().toLowerCase();
    const element = id === null ? document.body : document.getElementById(id);
    return Boolean(element?.checkVisibility()) && plain(element.innerText).includes(plain(text));
}"""

# A person who is asked to press « Démarrer » does not wait longer than this for it to appear.
PATIENCE_MS = 10_000


def say(fields):
    print(json.dumps(fields), flush=True)


class Person:
    def __init__(self, browser):
        self.browser = browser
        self.pages = {}
        self.complaints = {}

    def element(self, order):
        page = self.pages[order["page"]]
        return page.locator("#" + order["id"]) if "id" in order else page.locator("body")

    async def open(self, order):
        context = await self.browser.new_context(
            viewport={"width": order.get("width", 390), "height": order.get("height", 844)},
            color_scheme=order.get("scheme", "light"), locale="fr-FR", device_scale_factor=order.get("scale", 1),
            is_mobile=order.get("width", 390) < 600, has_touch=order.get("width", 390) < 600,
            reduced_motion="reduce" if order.get("still") else "no-preference")
        page = await context.new_page()
        complaints = self.complaints[order["page"]] = []
        await page.add_init_script(TELL_VIOLATIONS)
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        self.pages[order["page"]] = page
        # Where nobody has allowed it, nobody is there to be asked: headless Chromium refuses. The lock of the screen, which
        # a browser grants unasked, is refused with the rest as soon as anything is told.
        await context.grant_permissions(
            ["screen-wake-lock"] + (["microphone"] if order.get("microphone", True) else []))
        await page.goto(order["url"], wait_until="load")

    async def text(self, order):
        element = self.element(order)
        return await element.inner_text() if await element.is_visible() else None

    async def wait(self, order):
        """Waits until an element shows a text, or does not any more; says whether it does within the time."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + order["milliseconds"] / 1000
        while await self.shows(order) == order.get("gone", False):
            if loop.time() >= deadline:
                return "false"
            await asyncio.sleep(0.05)
        return "true"

    async def shows(self, order):
        """Whether the visible text of an element contains a text, whatever the case and the spaces are."""
        try:
            return await self.pages[order["page"]].evaluate(SHOWS, [order.get("id"), order["text"]])
        except Error as error:
            # The page is being loaded.
            if "context was destroyed" in str(error) or "navigat" in str(error):
                return False
            raise

    async def click(self, order):
        page = self.pages[order["page"]]
        await page.get_by_role(order.get("role", "button"), name=order["name"], exact=True).click(timeout=PATIENCE_MS)

    async def press(self, order):
        """Clicks what has no role, by the words on it: the summary of details."""
        await self.pages[order["page"]].get_by_text(order["name"], exact=True).click(timeout=PATIENCE_MS)

    async def point(self, order):
        """Clicks into an element, at so many thousandths of its width: a slider."""
        element = self.element(order)
        box = await element.bounding_box(timeout=PATIENCE_MS)
        place = {"x": box["width"] * order["thousandths"] / 1000, "y": box["height"] / 2}
        await element.click(position=place, timeout=PATIENCE_MS)

    async def check(self, order):
        """A label may say more than its first words: what it means, in small."""
        await self.pages[order["page"]].get_by_label(order["name"]).set_checked(order["on"], timeout=PATIENCE_MS)

    async def fill(self, order):
        page = self.pages[order["page"]]
        await page.get_by_label(order["name"], exact=True).fill(order["text"], timeout=PATIENCE_MS)

    async def choose(self, order):
        page = self.pages[order["page"]]
        await page.get_by_label(order["name"], exact=True).select_option(label=order["text"], timeout=PATIENCE_MS)

    async def value(self, order):
        page = self.pages[order["page"]]
        return await page.get_by_label(order["name"], exact=True).input_value(timeout=PATIENCE_MS)

    async def attribute(self, order):
        return await self.element(order).get_attribute(order["name"], timeout=PATIENCE_MS)

    async def keys(self, order):
        """Presses keys one after the other, as they are named in the standard: `Tab`, `Enter`, `Escape`…"""
        for key in order["text"].split():
            await self.pages[order["page"]].keyboard.press(key)

    async def withdraw(self, order):
        """The visitor takes the microphone back from all pages, by the browser's own settings."""
        await self.pages[order["page"]].context.clear_permissions()

    async def audit(self, order):
        """What the rules of WCAG 2.2 AA that a program can verify find wrong, by axe-core."""
        page = self.pages[order["page"]]
        await page.evaluate(AXE_SCRIPT)
        found = await page.evaluate("axe.run({resultTypes: ['violations']})")
        return json.dumps(
            [f"{rule['id']}: {node['html']}: {node['failureSummary']}"
             for rule in found["violations"] for node in rule["nodes"]], ensure_ascii=False)

    async def evaluate(self, order):
        return json.dumps(await self.pages[order["page"]].evaluate(order["text"]), ensure_ascii=False)

    async def screenshot(self, order):
        await self.pages[order["page"]].screenshot(path=order["path"], full_page=True)

    async def reload(self, order):
        await self.pages[order["page"]].reload()

    async def errors(self, order):
        return json.dumps(self.complaints[order["page"]])

    async def close(self, order):
        await self.pages.pop(order["page"]).context.close()

    async def obey(self, order):
        try:
            if order["do"] not in VERBS:
                raise Error(f"no such verb: {order['do']}")
            say({"answer": order["command"], "text": await getattr(self, order["do"])(order)})
        except (Error, KeyError) as error:
            say({"answer": order["command"], "error": str(error) or repr(error)})


VERBS = {
    "open", "text", "wait", "click", "press", "point", "check", "fill", "choose", "value", "attribute", "keys", "withdraw",
    "audit", "evaluate", "screenshot", "reload", "errors", "close"}


def lines_of_input():
    """The lines of the standard input, as they come; then None."""
    lines, loop = asyncio.Queue(), asyncio.get_running_loop()

    def read():
        for line in sys.stdin:
            loop.call_soon_threadsafe(lines.put_nowait, line)
        loop.call_soon_threadsafe(lines.put_nowait, None)

    threading.Thread(target=read, daemon=True).start()
    return lines


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--microphone")
    options = parser.parse_args()
    arguments = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required", "--use-fake-device-for-media-stream"]
    if options.microphone:
        arguments += [f"--use-file-for-fake-audio-capture={options.microphone}"]
    lines = lines_of_input()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        person = Person(browser)
        say({"ready": True})
        running = set()
        while (line := await lines.get()) is not None:
            task = asyncio.create_task(person.obey(json.loads(line)))
            running.add(task)
            task.add_done_callback(running.discard)
        for task in running:
            task.cancel()
        await browser.close()


asyncio.run(main())
