internal import Configuration

extension ConfigReader {
    /// Where PostgreSQL is; nil when it is not configured. An error shows nothing of the address:
    /// what is malformed may be a password anywhere.
    func postgresAddress() throws(ConfigurationError) -> PostgresAddress? {
        let key = NodeConfiguration.Key.postgresURL
        guard let text = text(key, isSecret: true) else { return nil }
        guard let address = PostgresAddress(parsing: text) else {
            throw ConfigurationError(key: key, value: "…", accepted: PostgresAddress.accepted)
        }
        return address
    }
}
