#include "render/ids.hpp"

#include <fmt/format.h>

namespace mailsim::render {

std::string message_id(const Scene& scene, const Clock& clock, const Letter& letter) {
    const mail::Message& m = letter.message;
    if (letter.maker.valid())
        return fmt::format("{}.{}@{}", clock.compact(m.submitted), postfix_id(clock, m.submitted, m.id),
                           scene.node(letter.maker).name);
    std::string domain =
        m.sender.null() ? "localhost" : std::string(scene.estate.book.domain_name(m.sender.domain));
    return fmt::format("{}.{:016x}@{}", clock.compact(m.submitted), m.key, domain);
}

}  // namespace mailsim::render
