internal import Configuration

extension BillingConfiguration {
    /// Reads every key that the reader has; the others keep their defaults.
    /// - Throws: `ConfigurationError` naming the key, the value and the accepted values.
    init(reader: ConfigReader) throws(ConfigurationError) {
        self.init()
        let price = try reader.value(
            .billingPrice, accepted: "expected euros from 0 to 1000 with at most six decimals, such as 0.01",
            { text in MicroEuros(parsing: text).flatMap { $0 <= MicroEuros(1_000_000_000) ? $0 : nil } })
        if let price { pricePerGigabyte = price }
        let zone = try reader.value(
            .billingTimeZone, accepted: "expected the name of a time zone, such as Europe/Paris or UTC",
            { BillingCalendar(zone: $0)?.zone })
        if let zone { timeZone = zone }
        let hours = try reader.value(
            .billingMonthOpenHours, accepted: "expected a number of hours from 0 to 744",
            { NodeConfiguration.seconds($0, in: 0...744) })
        if let hours { monthOpen = hours * 3_600 }
    }
}
