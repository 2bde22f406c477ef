// The line that a server writes above a message that it takes over (RFC 5321 4.4), in the manner of its own
// software. Not here: which servers a message passed.
#pragma once
#include <string>

#include "estate/manner.hpp"
#include "render/scene.hpp"

namespace mailsim::render {

struct Received {
    const estate::Node& by;
    enum class Way { mail, web, local } way = Way::mail;  // SMTP; a page on the server; made by itself
    Peer from{};                                          // of mail
    bool person = false;                                  // who signed in
    bool tls = false;
    std::string id{};         // queue id
    std::string sender{};     // "" for the null sender
    std::string recipient{};  // where it is the only one; else ""
    std::string date{};       // as RFC 5322 writes it
};

std::string received_line(const Received& line);  // with its line end

}  // namespace mailsim::render
