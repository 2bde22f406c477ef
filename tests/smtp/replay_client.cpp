#include <algorithm>

#include "replay.hpp"
#include "text_client.hpp"

namespace smtp_tests {
namespace {

smtp::Path path_of(const std::string& text) {
    std::size_t at = text.rfind('@');
    std::string_view view = text;
    if (at == std::string::npos) return {view, {}};
    return {view.substr(0, at), view.substr(at + 1)};
}

// Content lines of a recording are not there: the client sends one line, which is taken for all of them.
constexpr const char* content_line = "content";

struct Replay {
    const Talk& talk;
    TextClient client;
    std::string sender;
    std::vector<std::string> to, orcpt, wrong, said;
    std::vector<smtp::Path> paths;
    std::vector<std::string_view> orcpts;
    smtp::EnvelopeText words;
    std::size_t next = 0;
    std::string user, password;

    explicit Replay(const Talk& given) : talk(given), to(given.values("to")), orcpt(given.values("orcpt")) {
        sender = talk.value("from");
        words.sender = path_of(sender);
        for (const std::string& one : to) paths.push_back(path_of(one));
        for (const std::string& one : orcpt) orcpts.push_back(one);
        words.recipients = paths.data();
        words.orcpt = orcpts.size() == paths.size() ? orcpts.data() : nullptr;
        client.envelope.text = &words;
        client.envelope.count = static_cast<std::uint32_t>(to.size());
        if (talk.has("octets")) client.envelope.size = std::stoll(talk.value("octets"));
        if (talk.value("body") == "8bit") client.envelope.body = smtp::Body::eight_bit;
        client.policy.lmtp = talk.value("client") == "lmtp";
        client.policy.tls = talk.value("tls") == "required"        ? smtp::TlsUse::required
                            : talk.value("tls") == "opportunistic" ? smtp::TlsUse::opportunistic
                                                                   : smtp::TlsUse::none;
        client.policy.keep_open = talk.has("keep_open");
        client.policy.wait_for_quit = talk.has("wait_for_quit");
        user = talk.value("user");
        password = talk.value("password");
        client.policy.user = user;
        client.policy.password = password;
        client.policy.authenticate = talk.has("user");
        client.policy.auth_required = talk.has("auth_required");
        client.hello = talk.value("hello", client.hello);
        client.content = std::string(content_line) + "\r\n";
    }
    void complain(const Talk::Line& line, const std::string& found) {
        wrong.push_back(talk.file + ": " + talk.title + ": line " + std::to_string(line.number) +
                        ": expected '" + line.text + "', got '" + found + "'");
    }
    void gather() {
        if (client.closed || client.handshake) return;
        std::string octets = client.send();
        for (std::size_t start = 0; start < octets.size();) {
            std::size_t end = octets.find("\r\n", start);
            said.push_back(octets.substr(start, end - start));
            start = end + 2;
        }
    }
    void expect(const Talk::Line& line) {
        if (next == said.size()) gather();
        std::string found = next < said.size() ? said[next++] : "(nothing)";
        bool content = line.text.compare(0, 9, "<message ") == 0 && found == content_line;
        if (!content && found != line.text) complain(line, found);
    }
    // "result 0 permanent rcpt 550 5.1.1"
    void result(const Talk::Line& line) {
        auto i = static_cast<std::uint32_t>(std::stoul(line.text.substr(7)));
        const smtp::Result& result = client.machine.results()[i];
        constexpr const char* fates[] = {"pending", "accepted", "temporary", "permanent"};
        mail::Reply reply = result.reply;
        std::string words_said = mail::fill(reply.text, {"", "", "", "mx.test", "", ""});
        reply.text = reply.code ? "" : std::string_view(words_said);
        std::string found = "result " + std::to_string(i) + " " + fates[static_cast<int>(result.fate)] + " " +
                            smtp::name(result.at) +
                            (reply.code || !words_said.empty() ? " " + mail::to_string(reply) : "");
        if (found != line.text) complain(line, found);
    }
    void event(const Talk::Line& line) {
        gather();
        if (line.text == "TLS") {
            if (!client.handshake) complain(line, "(no handshake is due)");
            client.handshake = false;
            client.machine.tls_started();
        } else if (line.text == "TLS fails") {
            client.handshake = false;
            client.machine.tls_failed();
        } else if (line.text == "lost" || line.text == "timeout" || line.text == "lost in content") {
            client.machine.lost(line.text == "timeout" ? smtp::Loss::timeout : smtp::Loss::connection,
                                line.text == "lost in content");
        } else if (line.text == "again") {
            client.closed = false;
            client.machine.again(client.envelope);
        } else if (line.text == "stale") {
            if (!client.machine.stale()) complain(line, "(not stale)");
        } else if (line.text == "retry without TLS") {
            if (!client.machine.retry_without_tls()) complain(line, "(no)");
        } else if (line.text == "closed") {
            if (!client.closed) complain(line, "(still open)");
        } else if (line.text.compare(0, 7, "result ") == 0) {
            result(line);
        }
    }
    void run() {
        client.start();
        for (const Talk::Line& line : talk.lines) {
            if (line.who == 'C') expect(line);
            if (line.who == 'S') {
                gather();
                client.receive(line.text + "\r\n");
            }
            if (line.who == '!') event(line);
        }
        gather();
        for (; next < said.size(); ++next)
            wrong.push_back(talk.file + ": " + talk.title + ": also said: " + said[next]);
    }
};

}  // namespace

std::vector<std::string> replay_client(const Talk& talk) {
    Replay replay(talk);
    replay.run();
    return replay.wrong;
}

}  // namespace smtp_tests
