// What a listener on the wire sees of TLS 1.3 (RFC 8446): two readable hellos, then records of which only the
// length can be read. The octets inside are noise of the right length. Not here: any cryptography.
#pragma once
#include <cstdint>
#include <string>

namespace mailsim::render {

std::string client_hello(const std::string& server_name, std::uint64_t noise);
std::string server_hello(std::uint64_t noise);  // with the encrypted rest of the server's first flight
std::string client_finished(std::uint64_t noise);
// Application data that carries this many octets; several records when they do not fit into one.
std::string sealed(std::size_t octets, std::uint64_t noise);

}  // namespace mailsim::render
