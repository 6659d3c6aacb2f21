import Foundation
import Subprocess

/// The browser of whoever sits before this machine.
enum DesktopBrowser {
    /// Opens a page where there is a desktop; elsewhere, or when it does not open, the printed address has to do.
    static func open(_ url: String) async {
        #if os(macOS)
            let opener = "open"
        #else
            let opener = "xdg-open"
            // Over SSH and in a container there is no desktop, and xdg-open would take the terminal for a text browser.
            let environment = ProcessInfo.processInfo.environment
            guard environment["DISPLAY"] != nil || environment["WAYLAND_DISPLAY"] != nil else { return }
        #endif
        _ = try? await Subprocess.run(.name(opener), arguments: [url], output: .discarded, error: .discarded)
    }
}
