"""Publishes a WAV file over WHIP from headless Chromium, whose fake microphone plays it, and says what it saw.

usage: chromium_publisher.py URL TOKEN WAV SECONDS
"""

import json
import shutil
import sys

from playwright.sync_api import sync_playwright

PUBLISH = """
async ([url, token, seconds]) => {
    const said = [];
    const stream = await navigator.mediaDevices.getUserMedia({
        audio: {echoCancellation: false, autoGainControl: false, noiseSuppression: false, channelCount: 1}});
    const peer = new RTCPeerConnection();
    const connected = new Promise(done => {
        peer.onconnectionstatechange = () => {
            said.push({state: peer.connectionState});
            if (["connected", "failed", "closed"].includes(peer.connectionState)) done();
        };
    });
    const sender = peer.addTrack(stream.getAudioTracks()[0], stream);
    await peer.setLocalDescription(await peer.createOffer());
    const answer = await fetch(url, {
        method: "POST", body: peer.localDescription.sdp,
        headers: {"Content-Type": "application/sdp", "Authorization": "Bearer " + token}});
    const location = answer.headers.get("Location");
    said.push({status: answer.status, location});
    await peer.setRemoteDescription({type: "answer", sdp: await answer.text()});
    await connected;
    await new Promise(done => setTimeout(done, 1000 * seconds));
    for (const report of (await sender.getStats()).values())
        if (report.type === "outbound-rtp") said.push({packets_sent: report.packetsSent});
    const deleted = await fetch(location, {method: "DELETE", headers: {"Authorization": "Bearer " + token}});
    said.push({deleted: deleted.status});
    peer.close();
    return said;
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
        ])
    page = browser.new_page()
    # A page of the loopback is a secure context, which a microphone needs; nothing has to listen there.
    page.route("http://127.0.0.1:9/", lambda route: route.fulfill(content_type="text/html", body="<title>studio</title>"))
    page.goto("http://127.0.0.1:9/")
    for line in page.evaluate(PUBLISH, [url, token, seconds]):
        print(json.dumps(line), flush=True)
    browser.close()
