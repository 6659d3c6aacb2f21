import Foundation
import Subprocess

/// The browser of the user of this machine.
enum DesktopBrowser {
    /// Opens a page if there is a desktop. Otherwise, or if it does not open, the user has the printed address.
    static func open(_ url: String) async {
        #if os(macOS)
            let opener = "open"
        #else
            let opener = "xdg-open"
            // Over SSH and in a container there is no desktop, and xdg-open would start a text browser in the terminal.
            let environment = ProcessInfo.processInfo.environment
            guard environment["DISPLAY"] != nil || environment["WAYLAND_DISPLAY"] != nil else { return }
        #endif
        _ = try? await Subprocess.run(.name(opener), arguments: [url], output: .discarded, error: .discarded)
    }
}
