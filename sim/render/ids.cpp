#include "render/ids.hpp"

#include <fmt/format.h>

namespace mailsim::render {

std::string said(const Scene& scene, const Event& e, IdForm form) {
    std::size_t at = e.id_there.empty() || scene.own_ids ? std::string::npos : e.text.rfind(e.id_there);
    if (at == std::string::npos) return e.text;
    std::string text = e.text;
    return text.replace(at, e.id_there.size(), form(Clock(scene.start_of_week), e.at, e.letter->message.id));
}

std::string message_id(const Scene& scene, const Clock& clock, const Letter& letter) {
    const mail::Message& m = letter.message;
    if (letter.maker.valid() && estate::manner_of(scene.node(letter.maker)) == estate::Manner::exim)
        return fmt::format("E{}@{}", exim_id(clock, m.submitted, m.id), scene.node(letter.maker).name);
    if (letter.maker.valid())
        return fmt::format("{}.{}@{}", clock.compact(m.submitted), postfix_id(clock, m.submitted, m.id),
                           scene.node(letter.maker).name);
    std::string domain =
        m.sender.null() ? "localhost" : std::string(scene.estate.book.domain_name(m.sender.domain));
    return fmt::format("{}.{:016x}@{}", clock.compact(m.submitted), m.key, domain);
}

}  // namespace mailsim::render
