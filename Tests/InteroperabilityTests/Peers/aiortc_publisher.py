"""Publishes a WAV file over WHIP with aiortc, and says what it saw, one JSON object a line.

usage: aiortc_publisher.py URL TOKEN WAV SECONDS
"""

import asyncio
import json
import sys
import urllib.request

from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.contrib.media import MediaPlayer

# Of 20 ms.
PACKETS_A_SECOND = 50


def say(**fields):
    print(json.dumps(fields), flush=True)


def http(method, url, token, body=None, content_type="application/sdp"):
    request = urllib.request.Request(url, data=body, method=method)
    request.add_header("Authorization", "Bearer " + token)
    if body is not None:
        request.add_header("Content-Type", content_type)
    return urllib.request.urlopen(request, timeout=10)


async def packets_sent(sender):
    return sum(stats.packetsSent for stats in (await sender.getStats()).values() if stats.type == "outbound-rtp")


async def publish(url, token, path, seconds):
    peer = RTCPeerConnection()
    connected = asyncio.Event()

    @peer.on("connectionstatechange")
    def changed():
        say(state=peer.connectionState)
        if peer.connectionState in ("connected", "failed", "closed"):
            connected.set()

    player = MediaPlayer(path)
    sender = peer.addTrack(player.audio)
    await peer.setLocalDescription(await peer.createOffer())
    loop = asyncio.get_running_loop()
    answer = await loop.run_in_executor(
        None, http, "POST", url, token, peer.localDescription.sdp.encode())
    location = answer.headers["Location"]
    say(status=answer.status, location=location)
    await peer.setRemoteDescription(RTCSessionDescription(answer.read().decode(), "answer"))
    await asyncio.wait_for(connected.wait(), 10)
    # The length of the programme; longer where the machine is too busy to speak at its pace.
    deadline = loop.time() + 10 * seconds
    await asyncio.sleep(seconds)
    while (sent := await packets_sent(sender)) < PACKETS_A_SECOND * (seconds - 1) and loop.time() < deadline:
        await asyncio.sleep(0.1)
    say(packets_sent=sent)
    deleted = await loop.run_in_executor(None, http, "DELETE", location, token)
    say(deleted=deleted.status)
    await peer.close()


asyncio.run(publish(sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4])))
