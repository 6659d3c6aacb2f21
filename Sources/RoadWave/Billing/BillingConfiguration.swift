/// The settings of bills.
public struct BillingConfiguration: Hashable, Sendable {
    /// The price of 10⁹ bytes of audio payload.
    public var pricePerGigabyte = MicroEuros(10_000)
    /// The time zone of months, by its name in the IANA database.
    public var timeZone = "Europe/Paris"
    /// How long a month takes late lines after its end. Later ones become corrections.
    public var monthOpen = Duration.seconds(86_400)

    /// The specification's price, and months of France.
    public init() {}
}
