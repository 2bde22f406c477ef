// Drives IMAP sessions in memory for tests: one account "ann" with password "pw", any number of sessions.
#pragma once
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "imap/server.hpp"

namespace mailsim::imap {

inline constexpr mailbox::UnixTime test_now = 1795419728;  // 23-Nov-2026 07:42:08 +0000

class TalkDriver {
  public:
    explicit TalkDriver(ServerOptions options = {}, std::string user = "ann", std::string password = "pw")
        : options_(std::move(options)), user_(std::move(user)), password_(std::move(password)) {}

    void deliver(std::string text) {
        auto content = std::make_shared<const std::string>(std::move(text));
        (void)account->append(account->inbox().row.id, content, {}, test_now);
    }
    Server& session(int number) {
        auto& session = sessions_[number];
        if (!session) session = std::make_unique<Server>(options_);
        return *session;
    }
    void send(int number, std::string_view octets) {
        session(number).receive(octets, test_now);
        answer(session(number));
    }
    std::string output(int number) {
        if (hung_up_.count(number)) return "";
        std::string all;
        for (;;) {
            std::string some = session(number).take_output();
            answer(session(number));
            if (some.empty()) return all;
            all += some;
        }
    }
    void perform(std::string_view what) {
        if (what == "three messages") {
            deliver("From: a@b\r\nSubject: one\r\n\r\nhello\r\n");
            deliver("From: a@b\r\nSubject: two\r\n\r\nhello two\r\n\r\n");
            deliver("Subject: three");
        } else if (what.starts_with("account ")) {
            std::size_t blank = what.find(' ', 8);
            user_ = what.substr(8, blank - 8);
            password_ = what.substr(blank + 1);
        } else if (what.starts_with("ready ")) {
            options_.ready = what.substr(6);
        } else if (what.starts_with("quota ")) {
            account->set_quota({std::stol(std::string(what.substr(6)))});
        } else if (what == "offer STARTTLS") {
            options_.starttls = true;
        } else if (what == "passwords only with TLS") {
            options_.starttls = true;
            options_.plaintext_logins = false;
        } else if (what == "TLS is there") {
            session(1).tls_started();
        } else if (what.starts_with("hang up ")) {
            sessions_.erase(what.back() - '0');
            hung_up_.insert(what.back() - '0');
        } else {
            throw std::runtime_error("unknown directive " + std::string(what));
        }
    }

    std::shared_ptr<mailbox::Account> account =
        std::make_shared<mailbox::Account>(mailbox::memory_store(), base::Bytes{0}, test_now);

  private:
    void answer(Server& server) {
        while (const auto* login = std::get_if<AskLogin>(&server.asked())) {
            if (login->user == user_ && login->password == password_)
                server.logged_in(account);
            else
                server.login_refused();
        }
    }
    ServerOptions options_;
    std::string user_, password_;
    std::map<int, std::unique_ptr<Server>> sessions_;
    std::set<int> hung_up_;
};

}  // namespace mailsim::imap
