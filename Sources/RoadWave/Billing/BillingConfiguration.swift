/// The settings of bills.
public struct BillingConfiguration: Hashable, Sendable {
    /// The price of 10⁹ bytes of audio payload.
    public var pricePerGigabyte = MicroEuros(10_000)
    /// The time zone of months, by its name in the IANA database.
    public var timeZone = "Europe/Paris"
    /// How long a month accepts late lines after its end. Later lines become corrections.
    public var monthOpen = Duration.seconds(86_400)

    /// The specification's price, and months of France.
    public init() {}
}
