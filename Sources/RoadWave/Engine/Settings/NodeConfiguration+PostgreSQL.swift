internal import Configuration

extension ConfigReader {
    /// Where PostgreSQL is; nil when it is not configured. An error shows the address without its password.
    func postgresAddress() throws(ConfigurationError) -> PostgresAddress? {
        let key = NodeConfiguration.Key.postgresURL
        guard let text = text(key, isSecret: true) else { return nil }
        guard let address = PostgresAddress(parsing: text) else {
            throw ConfigurationError(
                key: key, value: PostgresAddress.withoutLogin(text), accepted: PostgresAddress.accepted)
        }
        return address
    }
}
