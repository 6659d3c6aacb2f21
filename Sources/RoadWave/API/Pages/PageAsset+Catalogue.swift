/// The files of the pages, by their names in `Assets/`.
extension PageAsset {
    /// The list of current lives.
    static let index = PageAsset(.html, PackageResources.index_html)
    /// The creator's page.
    static let studio = PageAsset(.html, PackageResources.studio_html)
    /// The listener's page of one live.
    static let listener = PageAsset(.html, PackageResources.listener_html)

    /// The page of one replay.
    static let replay = PageAsset(.html, PackageResources.replay_html)

    /// The operator's page.
    static let operations = PageAsset(.html, PackageResources.exploitation_html)

    /// The description of every route, in OpenAPI 3.1.
    static let description = PageAsset(.yaml, PackageResources.openapi_yaml)

    /// The files that the pages load, by the last part of the path: `/pages/NAME`.
    static let files: [String: PageAsset] = [
        "roadwave.css": PageAsset(.css, PackageResources.roadwave_css),
        "index.css": PageAsset(.css, PackageResources.index_css),
        "listener.css": PageAsset(.css, PackageResources.listener_css),
        "replay.css": PageAsset(.css, PackageResources.replay_css),
        "studio.css": PageAsset(.css, PackageResources.studio_css),
        "exploitation.css": PageAsset(.css, PackageResources.exploitation_css),
        "icon.svg": PageAsset(.svg, PackageResources.icon_svg),
        "roadwave.js": PageAsset(.javaScript, PackageResources.roadwave_js),
        "token.js": PageAsset(.javaScript, PackageResources.token_js),
        "events.js": PageAsset(.javaScript, PackageResources.events_js),
        "index.js": PageAsset(.javaScript, PackageResources.index_js),
        "entry-list.js": PageAsset(.javaScript, PackageResources.entry_list_js),
        "replay-list.js": PageAsset(.javaScript, PackageResources.replay_list_js),
        "listener.js": PageAsset(.javaScript, PackageResources.listener_js),
        "nodes.js": PageAsset(.javaScript, PackageResources.nodes_js),
        "clock.js": PageAsset(.javaScript, PackageResources.clock_js),
        "timeline.js": PageAsset(.javaScript, PackageResources.timeline_js),
        "latency.js": PageAsset(.javaScript, PackageResources.latency_js),
        "edge.js": PageAsset(.javaScript, PackageResources.edge_js),
        "player.js": PageAsset(.javaScript, PackageResources.player_js),
        "member.js": PageAsset(.javaScript, PackageResources.member_js),
        "likes.js": PageAsset(.javaScript, PackageResources.likes_js),
        "listener-replay.js": PageAsset(.javaScript, PackageResources.listener_replay_js),
        "qr-code.js": PageAsset(.javaScript, PackageResources.qr_code_js),
        "studio.js": PageAsset(.javaScript, PackageResources.studio_js),
        "studio-view.js": PageAsset(.javaScript, PackageResources.studio_view_js),
        "access.js": PageAsset(.javaScript, PackageResources.access_js),
        "sound.js": PageAsset(.javaScript, PackageResources.sound_js),
        "microphone.js": PageAsset(.javaScript, PackageResources.microphone_js),
        "meter.js": PageAsset(.javaScript, PackageResources.meter_js),
        "broadcast.js": PageAsset(.javaScript, PackageResources.broadcast_js),
        "whip.js": PageAsset(.javaScript, PackageResources.whip_js),
        "reconnection.js": PageAsset(.javaScript, PackageResources.reconnection_js),
        "screen.js": PageAsset(.javaScript, PackageResources.screen_js),
        "tabs.js": PageAsset(.javaScript, PackageResources.tabs_js),
        "studio-replay.js": PageAsset(.javaScript, PackageResources.studio_replay_js),
        "replay.js": PageAsset(.javaScript, PackageResources.replay_js),
        "replay-document.js": PageAsset(.javaScript, PackageResources.replay_document_js),
        "replay-progress.js": PageAsset(.javaScript, PackageResources.replay_progress_js),
        "replay-player.js": PageAsset(.javaScript, PackageResources.replay_player_js),
        "resume-point.js": PageAsset(.javaScript, PackageResources.resume_point_js),
        "waveform.js": PageAsset(.javaScript, PackageResources.waveform_js),
        "shortcuts.js": PageAsset(.javaScript, PackageResources.shortcuts_js),
        "media-session.js": PageAsset(.javaScript, PackageResources.media_session_js),
        "exploitation.js": PageAsset(.javaScript, PackageResources.exploitation_js),
        "radio-link.js": PageAsset(.javaScript, PackageResources.radio_link_js),
        "attention.js": PageAsset(.javaScript, PackageResources.attention_js),
        "operator-words.js": PageAsset(.javaScript, PackageResources.operator_words_js),
        "curve.js": PageAsset(.javaScript, PackageResources.curve_js),
        "gauges.js": PageAsset(.javaScript, PackageResources.gauges_js),
        "keyed-list.js": PageAsset(.javaScript, PackageResources.keyed_list_js),
        "operated-lives.js": PageAsset(.javaScript, PackageResources.operated_lives_js),
        "job-list.js": PageAsset(.javaScript, PackageResources.job_list_js),
        "node-list.js": PageAsset(.javaScript, PackageResources.node_list_js),
        "alert-list.js": PageAsset(.javaScript, PackageResources.alert_list_js),
        "past-lives.js": PageAsset(.javaScript, PackageResources.past_lives_js),
    ]
}
