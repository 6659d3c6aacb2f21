"""Publishes a WAV file over WHIP from headless Chromium, whose fake microphone plays it, and says what it saw.

usage: chromium_publisher.py URL TOKEN WAV SECONDS
"""

import json
import shutil
import sys

from playwright.sync_api import sync_playwright

PUBLISH = """
async ([url, token, seconds]) => {
    const stream = await navigator.mediaDevices.getUserMedia({
        audio: {echoCancellation: false, autoGainControl: false, noiseSuppression: false, channelCount: 1}});
    const peer = new RTCPeerConnection();
    const connected = new Promise(done => {
        peer.onconnectionstatechange = () => {
            say({state: peer.connectionState});
            if (["connected", "failed", "closed"].includes(peer.connectionState)) done();
        };
    });
    const sender = peer.addTrack(stream.getAudioTracks()[0], stream);
    await peer.setLocalDescription(await peer.createOffer());
    const answer = await fetch(url, {
        method: "POST", body: peer.localDescription.sdp,
        headers: {"Content-Type": "application/sdp", "Authorization": "Bearer " + token}});
    const location = answer.headers.get("Location");
    say({status: answer.status, location});
    await peer.setRemoteDescription({type: "answer", sdp: await answer.text()});
    await connected;
    await new Promise(done => setTimeout(done, 1000 * seconds));
    for (const report of (await sender.getStats()).values())
        if (report.type === "outbound-rtp") say({packets_sent: report.packetsSent});
    const deleted = await fetch(location, {method: "DELETE", headers: {"Authorization": "Bearer " + token}});
    say({deleted: deleted.status});
    peer.close();
}
"""

url, token, wav, seconds = sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4])
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(
        executable_path=shutil.which("chromium"),
        args=[
            "--no-sandbox",
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
            f"--use-file-for-fake-audio-capture={wav}%noloop",
            # The page below is none of the server's: its requests are cross-origin. Chromium would also ask the user
            # whether it may reach the local network, which nobody here can answer.
            "--disable-features=LocalNetworkAccessChecks",
        ])
    page = browser.new_page()
    page.expose_function("say", lambda fields: print(json.dumps(fields), flush=True))
    # A page of the loopback is a secure context, which a microphone needs; nothing has to listen there.
    page.route("http://127.0.0.1:9/", lambda route: route.fulfill(content_type="text/html", body="<title>studio</title>"))
    page.goto("http://127.0.0.1:9/")
    page.evaluate(PUBLISH, [url, token, seconds])
    browser.close()
