// The panel's rows, and the same as lines of comma-separated values.
#include "render/panel.hpp"

#include <fmt/format.h>

#include "render/assemble.hpp"
#include "render/dialects/all.hpp"
#include "render/ids.hpp"

namespace mailsim::render {
namespace {

std::string quoted(const std::string& text) {
    if (text.find_first_of(",\"\n") == std::string::npos) return text;
    std::string out = "\"";
    for (char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

// The row of an event; false: none is made of it.
bool row_of(const Scene& scene, const Clock& clock, const Event& e, PanelRow& row) {
    using What = Event::What;
    using State = PanelRow::State;
    if (e.what == What::tried)
        row.state = e.status == Status::sent       ? State::success
                    : e.status == Status::deferred ? State::deferred
                                                   : State::failed;
    else if (e.what == What::expired)
        row.state = State::failed;
    else if (e.what == What::rejected)
        row.state = State::rejected;
    else if (e.what == What::dropped)
        row.state = State::filtered;
    else
        return false;
    const Letter& letter = *e.letter;
    row.at = e.at;
    row.node = e.node;
    row.message = letter.message.id;
    row.about = e.recipient;
    row.sender = scene.estate.book.text(letter.message.sender);
    mail::Address to = e.to;
    if (to.null() && !letter.recipients.empty()) to = letter.recipients.front();
    row.recipient = scene.estate.book.text(to);
    row.size = letter.message.size.count;
    row.id = exim_id(clock, e.care ? e.care->arrived : e.at, letter.message.id);
    Peer from = client_of(scene, e.care ? e.care->from : e.peer, letter);
    row.sender_host = from.name == "unknown" ? from.helo : from.name;
    row.sender_address = from.address;
    row.host = e.local ? "localhost" : e.host.substr(0, e.host.find('['));
    std::string enhanced = mail::to_string(mail::unpack_enhanced(e.enhanced));
    row.result = e.code ? fmt::format("{} {}{}{}", e.code, enhanced, enhanced.empty() ? "" : " ",
                                      said(scene, e, exim_id))
                        : e.text;
    if (row.state == State::success && e.local) row.result = "Accepted";
    return true;
}

class Panel : public Listener {
  public:
    Panel(const Scene& scene, Lines& to) : scene_(scene), clock_(scene.start_of_week), to_(to) {}
    void take(const Event& e) override {
        PanelRow row;
        if (!row_of(scene_, clock_, e, row)) return;
        to_.write(e.node,
                  fmt::format("{},{},{},{},{},{},{},{},{},{}", name(row.state), clock_.iso(row.at),
                              quoted(row.sender), quoted(row.recipient), row.id, quoted(row.sender_host),
                              row.sender_address, quoted(row.host), row.size, quoted(row.result)));
    }

  private:
    Scene scene_;
    Clock clock_;
    Lines& to_;
};

struct Rows : Listener {
    Rows(const Scene& its_scene) : scene(its_scene), clock(its_scene.start_of_week) {}
    void take(const Event& e) override {
        PanelRow row;
        if (row_of(scene, clock, e, row)) rows.push_back(std::move(row));
    }
    Scene scene;
    Clock clock;
    std::vector<PanelRow> rows;
};

}  // namespace

std::string_view name(PanelRow::State state) {
    constexpr std::string_view names[] = {"success", "deferred", "failed", "rejected", "filtered"};
    return names[static_cast<int>(state)];
}

std::vector<PanelRow> panel_rows(const Scene& scene, const Record& record, mail::Address address,
                                 base::NodeId node, base::Instant until) {
    Rows all(scene);
    Assembler assembler(scene, record.letters, all);
    for (const facts::Fact& fact : record.facts) assembler.take(fact);
    assembler.finish();
    std::string wanted = address.null() ? "" : scene.estate.book.text(address);
    std::erase_if(all.rows, [&](const PanelRow& row) {
        bool about = wanted.empty() || row.sender == wanted || row.recipient == wanted;
        bool foreign = !node.valid() && scene.node(row.node).role == estate::Role::peer;  // no page of ours
        return !about || foreign || (node.valid() && row.node != node) ||
               (until != base::never && row.at > until);
    });
    return std::move(all.rows);
}

std::unique_ptr<Listener> make_panel(const Scene& scene, Lines& to) {
    return std::make_unique<Panel>(scene, to);
}

}  // namespace mailsim::render
