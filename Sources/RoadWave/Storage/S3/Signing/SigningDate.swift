/// The date of a signature, in the basic format of ISO 8601 that `x-amz-date` uses: `20130524T000000Z`.
///
/// It is the real date, even in a node with a manual clock: the storage refuses a date that differs by 15 minutes from
/// its own.
struct SigningDate: Hashable, Sendable {
    /// The date and time, to the second.
    let text: String

    /// The date in UTC, cut to the second.
    init(_ date: WallDate) {
        let seconds = date.description.prefix { $0 != "." && $0 != "Z" }
        text = seconds.filter { $0 != "-" && $0 != ":" } + "Z"
    }

    /// The day only: `20130524`.
    var day: String { String(text.prefix { $0 != "T" }) }
}
