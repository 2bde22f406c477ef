// The content on the wire: nothing but CR LF . CR LF ends it (no smuggling), in pieces as at once, and what
// the writer sends is one content at the next server.
#include <string>

#include "fuzz/fuzz.hpp"
#include "smtp/content.hpp"

using namespace mailsim;

namespace {

// Reads until the end; `used` is how much of the input that took.
std::string read(std::string_view all, std::size_t most, std::size_t& used, bool& ended) {
    smtp::ContentReader reader;
    reader.start();
    std::string out;
    used = 0;
    while (!reader.ended() && used < all.size()) {
        std::string_view piece = all.substr(used, most);
        std::size_t before = piece.size();
        while (!piece.empty() && !reader.ended()) out += reader.next(piece);
        used += before - piece.size();
    }
    ended = reader.ended();
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
    std::string_view text(reinterpret_cast<const char*>(octets), size);
    std::size_t used = 0, used_slowly = 0;
    bool ended = false, ended_slowly = false;
    std::string content = read(text, size, used, ended);
    std::string slowly = read(text, 1, used_slowly, ended_slowly);
    fuzz::must(ended == ended_slowly && used == used_slowly && (!ended || content == slowly),
               "pieces make no difference");
    // The end by hand: the first CR LF . CR LF, with a CR LF thought before the first octet.
    std::string framed = "\r\n" + std::string(text);
    std::size_t end = framed.find("\r\n.\r\n");
    fuzz::must(ended == (end != std::string::npos), "only CR LF . CR LF ends");
    if (ended) fuzz::must(used == end + 3, "it ends at the first one");

    std::string wire;
    smtp::ContentWriter writer;
    writer.write(text.substr(0, size / 2), wire);
    writer.write(text.substr(size / 2), wire);
    writer.finish(wire);
    smtp::ContentReader strict;
    strict.start();
    std::string_view rest = wire;
    while (!rest.empty() && !strict.ended()) (void)strict.next(rest);
    fuzz::must(strict.ended() && rest.empty(), "what was written is one content");
    fuzz::must(!strict.bare_newline(), "and holds no bare CR or LF");
    fuzz::planted(ended && content.find("\n.") != std::string::npos &&
                  content.find("\r\r") != std::string::npos);
    return 0;
}
