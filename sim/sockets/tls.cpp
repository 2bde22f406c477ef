#include "sockets/tls.hpp"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <stdexcept>

#include "sockets/tls_impl.hpp"

namespace mailsim::sockets {
namespace {

template <auto release>
struct Release {
    template <class T>
    void operator()(T* one) const {
        release(one);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Release<X509_free>>;

constexpr long day = 24 * 3600;

void check(bool good, const char* what) {
    if (!good) throw std::runtime_error(std::string("TLS: cannot make a ") + what);
}

Key new_key() {
    Key key(EVP_EC_gen("P-256"));
    check(key != nullptr, "key");
    return key;
}

void extend(X509* certificate, X509* issuer, int nid, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
    check(extension != nullptr, "certificate's extension");
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

// A random serial number, so that a browser or mail program never sees one twice.
void number(X509* certificate) {
    BIGNUM* serial = BN_new();
    check(serial && BN_rand(serial, 120, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY), "serial number");
    BN_to_ASN1_INTEGER(serial, X509_get_serialNumber(certificate));
    BN_free(serial);
}

Certificate blank(const std::string& name, EVP_PKEY* key) {
    Certificate certificate(X509_new());
    check(certificate != nullptr, "certificate");
    X509_set_version(certificate.get(), 2);
    number(certificate.get());
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -day);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 365 * day);
    std::string common = name.substr(0, 64);  // ub-common-name of RFC 5280
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(common.data()),
                               static_cast<int>(common.size()), -1, 0);
    X509_set_pubkey(certificate.get(), key);
    return certificate;
}

std::string alternative_names(std::span<const std::string> names, std::span<const base::Ip> addresses) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "DNS:" : ",DNS:") + name;
    for (const base::Ip& address : addresses)
        text += (text.empty() ? "IP:" : ",IP:") + base::to_string(address);
    return text;
}

std::unique_ptr<TlsContext::Impl> fresh() {
    auto impl = std::make_unique<TlsContext::Impl>();
    SSL_CTX_set_min_proto_version(impl->context.native_handle(), TLS1_2_VERSION);
    // An idle connection holds no buffers of 32 KiB.
    SSL_CTX_set_mode(impl->context.native_handle(), SSL_MODE_RELEASE_BUFFERS);
    return impl;
}

}  // namespace

TlsContext::TlsContext(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TlsContext::~TlsContext() = default;

std::unique_ptr<TlsContext> client_tls() {
    auto impl = fresh();
    impl->context.set_verify_mode(asio::ssl::verify_none);
    return std::make_unique<TlsContext>(std::move(impl));
}

struct Authority::Impl {
    Key key, server_key;
    Certificate certificate;
};

Authority::Authority(const std::string& name) : impl_(std::make_unique<Impl>()) {
    impl_->key = new_key();
    impl_->server_key = new_key();
    impl_->certificate = blank(name, impl_->key.get());
    X509* own = impl_->certificate.get();
    X509_set_issuer_name(own, X509_get_subject_name(own));
    extend(own, own, NID_basic_constraints, "critical,CA:TRUE");
    extend(own, own, NID_key_usage, "critical,keyCertSign,cRLSign");
    extend(own, own, NID_subject_key_identifier, "hash");
    check(X509_sign(own, impl_->key.get(), EVP_sha256()) > 0, "signature");
}
Authority::~Authority() = default;

std::string Authority::certificate() const {
    std::unique_ptr<BIO, Release<BIO_free_all>> memory(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(memory.get(), impl_->certificate.get());
    char* text = nullptr;
    long size = BIO_get_mem_data(memory.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

std::unique_ptr<TlsContext> Authority::server_tls(std::span<const std::string> names,
                                                  std::span<const base::Ip> addresses) {
    Certificate certificate = blank(names.empty() ? "mailsim lab" : names.front(), impl_->server_key.get());
    X509* own = certificate.get();
    X509_set_issuer_name(own, X509_get_subject_name(impl_->certificate.get()));
    extend(own, impl_->certificate.get(), NID_basic_constraints, "critical,CA:FALSE");
    extend(own, impl_->certificate.get(), NID_ext_key_usage, "serverAuth");
    extend(own, impl_->certificate.get(), NID_authority_key_identifier, "keyid");
    extend(own, impl_->certificate.get(), NID_subject_alt_name, alternative_names(names, addresses));
    check(X509_sign(own, impl_->key.get(), EVP_sha256()) > 0, "signature");
    auto impl = fresh();
    SSL_CTX* context = impl->context.native_handle();
    check(SSL_CTX_use_certificate(context, own) == 1, "server's certificate");
    check(SSL_CTX_use_PrivateKey(context, impl_->server_key.get()) == 1, "server's key");
    return std::make_unique<TlsContext>(std::move(impl));
}

}  // namespace mailsim::sockets
