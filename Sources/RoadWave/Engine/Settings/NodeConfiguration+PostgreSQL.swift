internal import Configuration

extension ConfigReader {
    /// The address of PostgreSQL; nil if it is not configured. An error shows nothing of the address: any part of a
    /// malformed address may be a password.
    func postgresAddress() throws(ConfigurationError) -> PostgresAddress? {
        let key = NodeConfiguration.Key.postgresURL
        guard let text = text(key, isSecret: true) else { return nil }
        guard let address = PostgresAddress(parsing: text) else {
            throw ConfigurationError(key: key, value: "…", accepted: PostgresAddress.accepted)
        }
        return address
    }
}
