#include <map>

#include "replay.hpp"
#include "text_server.hpp"

namespace smtp_tests {
namespace {

mail::Reply parse_reply(const std::string& text, std::vector<std::string>& texts) {
    mail::Reply reply;
    reply.code = static_cast<std::uint16_t>(std::stoi(text.substr(0, 3)));
    std::string rest = text.size() > 4 ? text.substr(4) : "";
    std::size_t space = std::min(rest.find(' '), rest.size());
    reply.enhanced = mail::parse_enhanced(rest.substr(0, space));
    if (reply.enhanced.present()) rest = rest.substr(std::min(space + 1, rest.size()));
    texts.push_back(rest);
    return reply;
}

// "answer rcpt a@b.test: 550 5.1.1 no such user"; without a key it stands for every question of the stage.
class Script {
  public:
    explicit Script(const Talk& talk) {
        for (const std::string& line : talk.values("answer")) {
            std::size_t colon = line.find(": ");
            while (line.find_first_not_of("0123456789", colon + 2) < colon + 5)
                colon = line.find(": ", colon + 1);
            replies_[line.substr(0, colon)] = parse_reply(line.substr(colon + 2), texts_);
            words_[line.substr(0, colon)] = texts_.back();
        }
    }
    mail::Reply operator()(smtp::Stage stage, const std::string& key) const {
        for (const std::string& name :
             {std::string(smtp::name(stage)) + " " + key, std::string(smtp::name(stage))}) {
            auto found = replies_.find(name);
            if (found == replies_.end()) continue;
            mail::Reply reply = found->second;
            reply.text = words_.at(name);
            return reply;
        }
        return {250, {}, {}};
    }

  private:
    std::map<std::string, mail::Reply> replies_;
    std::map<std::string, std::string> words_;
    std::vector<std::string> texts_;
};

smtp::ServerPolicy policy_of(const Talk& talk) {
    smtp::ServerPolicy policy = talk.value("server") == "lmtp" ? smtp::dovecot_lmtp : smtp::ServerPolicy{};
    if (talk.has("starttls")) policy.offers.add(smtp::Extension::starttls);
    if (talk.has("auth")) policy.offers.add(smtp::Extension::auth_plain).add(smtp::Extension::auth_login);
    if (talk.has("no_chunking")) policy.offers.drop(smtp::Extension::chunking);
    if (talk.has("no_dsn")) policy.offers.drop(smtp::Extension::dsn);
    policy.tls_required = talk.has("tls_required");
    policy.auth_needs_tls = talk.has("auth_needs_tls");
    policy.auth_required = talk.has("auth_required");
    policy.helo_required = policy.helo_required || talk.has("helo_required");
    policy.reject_bare_newline = talk.has("reject_bare_newline");
    if (talk.has("size")) policy.offers.size = std::stoll(talk.value("size"));
    if (talk.has("recipient_limit"))
        policy.recipient_limit = static_cast<std::uint32_t>(std::stoul(talk.value("recipient_limit")));
    if (talk.has("junk_limit"))
        policy.junk_limit = static_cast<std::uint32_t>(std::stoul(talk.value("junk_limit")));
    return policy;
}

std::vector<std::string> lines_of(const std::string& octets) {
    std::vector<std::string> lines;
    for (std::size_t start = 0; start < octets.size();) {
        std::size_t end = octets.find("\r\n", start);
        if (end == std::string::npos) end = octets.size();
        lines.push_back(octets.substr(start, end - start));
        start = end + 2;
    }
    return lines;
}

// What the client's line is on the wire; a recording leaves content out and tells its octets.
std::string wire(const Talk::Line& line) {
    if (line.who == 'R') return line.text;
    std::string before = "<message content, ";
    if (line.text.compare(0, before.size(), before) != 0) return line.text + "\r\n";
    std::size_t octets = std::stoul(line.text.substr(before.size()));
    std::string content;
    while (content.size() + 72 <= octets) content.append(70, 'x').append("\r\n");
    std::size_t left = octets - content.size();
    return content.append(left > 2 ? left - 2 : 0, 'x').append("\r\n");
}

struct Replay {
    const Talk& talk;
    Script script;
    TextServer server;
    std::vector<std::string> said, wrong;
    std::size_t next = 0;

    explicit Replay(const Talk& given)
        : talk(given),
          script(given),
          server([this](smtp::Stage s, const std::string& k) { return script(s, k); }) {
        server.policy = policy_of(talk);
        server.node = talk.value("node", server.node);
        server.queue_id = talk.value("queue", server.queue_id);
        server.client = talk.value("client", server.client);
    }
    void heard(const std::string& octets) {
        for (std::string& line : lines_of(octets)) said.push_back(std::move(line));
    }
    void complain(const Talk::Line& line, const std::string& found) {
        wrong.push_back(talk.file + ": " + talk.title + ": line " + std::to_string(line.number) +
                        ": expected '" + line.text + "', got '" + found + "'");
    }
    void expect(const Talk::Line& line) {
        std::string found = next < said.size() ? said[next++] : "(nothing)";
        if (found != line.text) complain(line, found);
    }
    void event(const Talk::Line& line) {
        if (line.text == "TLS") {
            if (!server.handshake) complain(line, "(no handshake is due)");
            if (server.handshake) server.tls_started();
        } else if (line.text == "closed") {
            if (!server.closed) complain(line, "(still open)");
        } else if (line.text.compare(0, 9, "accepted ") == 0) {
            std::string found = std::to_string(server.contents.size());
            if (found != line.text.substr(9)) complain(line, found);
        } else if (line.text == "timeout") {
            mail::Reply reply = server.machine.timed_out().reply;
            std::string text = mail::fill(reply.text, {"", "", "", server.node, "", ""});
            reply.text = text;
            server.closed = true;
            heard(smtp::format(reply));
        } else {
            complain(line, "(unknown event)");
        }
    }
    // Lines of the client that follow one another go out at once: pipelining.
    void run() {
        heard(server.connect(talk.has("tls_from_start")));
        std::string pending;
        for (const Talk::Line& line : talk.lines) {
            if (line.who == 'C' || line.who == 'R') {
                pending += wire(line);
                continue;
            }
            if (!pending.empty()) heard(server.receive(pending));
            pending.clear();
            line.who == 'S' ? expect(line) : event(line);
        }
        if (!pending.empty()) heard(server.receive(pending));
        for (; next < said.size(); ++next)
            wrong.push_back(talk.file + ": " + talk.title + ": also said: " + said[next]);
    }
};

}  // namespace

std::vector<std::string> replay_server(const Talk& talk, Heard& heard) {
    Replay replay(talk);
    replay.server.heard = [&](smtp::Verb verb, smtp::Phase phase) { heard.emplace(verb, phase); };
    replay.run();
    return replay.wrong;
}

std::vector<std::string> replay_server(const Talk& talk) {
    Heard heard;
    return replay_server(talk, heard);
}

}  // namespace smtp_tests
