internal import Foundation
internal import RoadWaveTestServices

/// NGINX in front of a node, like the proxy of production: its log has every request of a listener's page.
enum NodeProxy {
    /// Starts it in `folder`; it logs as the cache does (``CacheLog``).
    static func start(before node: String, in folder: String) async throws -> NGINXServer {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let path = folder + "/proxy.conf"
        try configuration.write(toFile: path, atomically: true, encoding: .utf8)
        return try await NGINXServer.start(in: folder, storage: node, prefix: "", configuration: path)
    }

    private static let configuration = """
        log_format requests escape=json
            '{"at":$msec,"method":"$request_method","path":"$uri","status":$status,"bytes":$bytes_sent,'
            '"body":$body_bytes_sent,"length":"$sent_http_content_length","complete":"$request_completion",'
            '"cache":"","storage":""}';
        server {
            listen ${ROADWAVE_CACHE_LISTEN};
            access_log ${ROADWAVE_CACHE_LOG} requests;
            location = /healthz { access_log off; return 200; }
            location / {
                proxy_pass http://${ROADWAVE_STORAGE_HOST}:${ROADWAVE_STORAGE_PORT};
                proxy_http_version 1.1;
                proxy_set_header Host $http_host;
                proxy_set_header Connection "";
                # Events are passed on as they come.
                proxy_buffering off;
                proxy_read_timeout 60s;
            }
        }

        """
}
