"""Plays HLS with headless Chromium's own player, and says what happens, one JSON object a line.

usage: chromium_player.py
Says `ready`, then plays the address that its standard input gives in a line, until that input ends. Every half second:
how far the sound is, and how far it is buffered; between them, what the player asks for and what its <audio> element
reports. `at` is in seconds since the address was set.
"""

import json
import queue
import shutil
import sys
import threading
import time

from playwright.sync_api import sync_playwright

PLAY = """
async (url) => {
    const audio = document.querySelector("audio");
    const start = performance.now();
    const tell = (event) => say({
        at: (performance.now() - start) / 1000, event, time: audio.currentTime,
        buffered: audio.buffered.length ? audio.buffered.end(audio.buffered.length - 1) : 0,
        error: audio.error ? audio.error.message : null});
    for (const event of ["playing", "waiting", "stalled", "error", "ended", "pause"])
        audio.addEventListener(event, () => tell(event));
    setInterval(() => tell("progress"), 500);
    audio.src = url;
    await audio.play().catch(() => tell("error"));
}
"""


def say(fields):
    print(json.dumps(fields), flush=True)


addresses = queue.SimpleQueue()
ended = threading.Event()


def listen():
    addresses.put(sys.stdin.readline().strip())
    sys.stdin.read()
    ended.set()


threading.Thread(target=listen, daemon=True).start()
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(
        executable_path=shutil.which("chromium"),
        args=[
            "--no-sandbox",
            "--autoplay-policy=no-user-gesture-required",
            # The page below is none of the server's, and nobody here can let it reach the local network.
            "--disable-features=LocalNetworkAccessChecks",
        ])
    page = browser.new_page()
    page.expose_function("say", say)
    start = time.monotonic()
    page.on("request", lambda request: say({"at": time.monotonic() - start, "event": "request", "url": request.url}))
    # Nothing has to listen there.
    page.route(
        "http://127.0.0.1:9/", lambda route: route.fulfill(content_type="text/html", body="<audio></audio>"))
    page.goto("http://127.0.0.1:9/")
    say({"at": 0, "event": "ready"})
    url = addresses.get()
    start = time.monotonic()
    if url:
        page.evaluate(PLAY, url)
    while not ended.is_set():
        # why: the page's events only come while playwright waits.
        page.wait_for_timeout(100)
    browser.close()
