// What Swift needs of OpenSSL 3: the headers, and `static inline` wrappers for the function-like and the shifted macros,
// which the importer leaves out.
#pragma once
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/srtp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/time.h>

// Keys.

/// A new key on NIST P-256, or NULL; `EVP_EC_gen` is a macro over a variadic function.
static inline EVP_PKEY *copenssl_generate_p256_key(void) {
    return EVP_EC_gen("P-256");
}

// The SSL context: every setting here is a macro over SSL_CTX_ctrl, or an option made with a shift.

/// Allows DTLS 1.2 and nothing else; 1 on success.
static inline int copenssl_only_dtls_1_2(SSL_CTX *context) {
    return SSL_CTX_set_min_proto_version(context, DTLS1_2_VERSION)
        && SSL_CTX_set_max_proto_version(context, DTLS1_2_VERSION);
}

/// No renegotiation, no session tickets, no compression, our own MTU, the server's order of ciphers.
static inline void copenssl_set_dtls_options(SSL_CTX *context) {
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION
                                     | SSL_OP_NO_QUERY_MTU | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
}

/// Sizes the write buffer of each connection: 16 KiB by default, far more than a datagram.
static inline long copenssl_set_max_send_fragment(SSL_CTX *context, long octets) {
    return SSL_CTX_set_max_send_fragment(context, octets);
}

/// Bounds the certificate chain that a peer may send: 100 KiB by default.
static inline void copenssl_set_max_cert_list(SSL_CTX *context, long octets) {
    SSL_CTX_set_max_cert_list(context, octets);
}

// One DTLS connection.

static inline long copenssl_set_mtu(SSL *ssl, long octets) {
    return SSL_set_mtu(ssl, octets);
}

/// 1 and the time left when the retransmission timer runs, 0 when it does not.
static inline long copenssl_dtls_get_timeout(SSL *ssl, struct timeval *left) {
    return DTLSv1_get_timeout(ssl, left);
}

/// 1 when a flight was sent again, 0 when the library's timer has not expired, -1 on error.
static inline long copenssl_dtls_handle_timeout(SSL *ssl) {
    return DTLSv1_handle_timeout(ssl);
}

// Memory BIOs.

/// Makes an empty memory BIO answer "try again" instead of "end of file".
static inline void copenssl_bio_never_ends(BIO *bio) {
    BIO_set_mem_eof_return(bio, -1);
}

/// The bytes that wait in a memory BIO, without copying them; `*bytes` lives until the next operation on the BIO.
static inline long copenssl_bio_contents(BIO *bio, const unsigned char **bytes) {
    return BIO_get_mem_data(bio, (char **)bytes);
}

/// Empties a memory BIO.
static inline void copenssl_bio_reset(BIO *bio) {
    (void)BIO_reset(bio);
}
