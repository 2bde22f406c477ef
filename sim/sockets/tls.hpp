// Certificates and TLS settings: an authority made at start, one certificate for each server, and the setting
// of a client that encrypts without verifying (as MTAs do). TLS 1.2 and 1.3. The work is OpenSSL's.
#pragma once
#include <memory>
#include <span>
#include <string>

#include "base/ip.hpp"

namespace mailsim::sockets {

class TlsContext {
  public:
    ~TlsContext();
    TlsContext(const TlsContext&) = delete;
    struct Impl;
    explicit TlsContext(std::unique_ptr<Impl> impl);
    Impl& impl() { return *impl_; }

  private:
    std::unique_ptr<Impl> impl_;
};

std::unique_ptr<TlsContext> client_tls();

// Keys are of this process only; nothing is written unless somebody writes certificate().
class Authority {
  public:
    explicit Authority(const std::string& name);
    ~Authority();
    std::string certificate() const;  // PEM
    // A server that is called by these names and addresses.
    std::unique_ptr<TlsContext> server_tls(std::span<const std::string> names,
                                           std::span<const base::Ip> addresses);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace mailsim::sockets
