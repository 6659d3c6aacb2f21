internal import COpenSSL

/// Creates an RSA key, since CryptoKit's interface cannot.
struct RSAKeyPair {
    /// RFC 7518 §3.3: the minimum. With more bits, each verification takes twice the time, although tokens live for
    /// hours only.
    private static let bits: Int32 = 2_048

    /// The members of its JWK (RFC 7518 §6.3) in base64url, without name or algorithm.
    let jwk: [String: String]

    /// - Throws: ``RoadWaveError`` of code `configuration` if OpenSSL fails.
    static func generate() throws(RoadWaveError) -> RSAKeyPair {
        var key: OpaquePointer?
        let context = EVP_PKEY_CTX_new_id(EVP_PKEY_RSA, nil)
        defer {
            EVP_PKEY_free(key)
            EVP_PKEY_CTX_free(context)
        }
        guard EVP_PKEY_keygen_init(context) == 1, EVP_PKEY_CTX_set_rsa_keygen_bits(context, bits) == 1,
            EVP_PKEY_keygen(context, &key) == 1
        else { throw RoadWaveError(.configuration, "OpenSSL makes no RSA key") }
        var members = ["kty": "RSA"]
        // The names of OpenSSL's parameters (`<openssl/core_names.h>`), and of the members of a JWK.
        let names = ["n": "n", "e": "e", "d": "d", "rsa-factor1": "p", "rsa-factor2": "q"]
        for (parameter, member) in names {
            guard let bytes = number(parameter, of: key) else {
                throw RoadWaveError(.configuration, "OpenSSL makes no RSA key")
            }
            members[member] = Base64URL.encode(bytes)
        }
        return RSAKeyPair(jwk: members)
    }

    /// One of the numbers of a key, big-endian without leading zeros.
    private static func number(_ name: String, of key: OpaquePointer?) -> [UInt8]? {
        var number: OpaquePointer?
        defer { BN_clear_free(number) }
        guard EVP_PKEY_get_bn_param(key, name, &number) == 1 else { return nil }
        var bytes = [UInt8](repeating: 0, count: (Int(BN_num_bits(number)) + 7) / 8)
        return BN_bn2bin(number, &bytes) == Int32(bytes.count) ? bytes : nil
    }
}
