// Who may ask: a request must name this server as its host (DNS rebinding), must not come from another site's
// page, and must bring the key of the printed address. Not here: what is answered.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "serve/http.hpp"

namespace mailsim::serve {

class Guard {
  public:
    // address as bound ("127.0.0.1", "::1", "0.0.0.0"); with an address of the network, any literal address
    // is a host.
    Guard(std::string address, int port, std::string key);

    // Why a request is refused, as the answer; nothing when it is welcome. `open`: no key is needed (the
    // page's own files, which tell nothing).
    std::optional<Response> refuse(const Request& request, bool open) const;

    // The request for the printed address: takes the key into a cookie, and the page's address is without it.
    std::optional<Response> enter(const Request& request) const;

    std::string address() const;  // as printed, with the key

  private:
    bool host_is_ours(const std::string& host) const;
    bool has_key(const Request& request) const;
    std::string cookie() const;

    std::string address_, port_, key_;
    std::vector<std::string> hosts_;
    bool any_literal_ = false;
};

// {"error": message, "status": number}
Response refusal(int status, const std::string& message);
// Headers that every answer bears: no sniffing, no framing, no referrer, what a page may load.
void add_safety(Response& response);

}  // namespace mailsim::serve
