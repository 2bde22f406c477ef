// Aliases, forwarders, catch-alls, archives and automatic answers: where mail goes, and under which sender.
#include "decide/redirect.hpp"

#include "scene.hpp"

namespace mailsim::decide {
namespace {

// be2's rules are the given ones; its mail comes from a friend at gmail.test.
struct Way {
    Given given;
    tables::NodeTables tables;
    Transaction t;
    base::Instant now{};

    Way() { t.sender = given.address("friend@gmail.test"); }
    std::vector<mail::Address> all(std::initializer_list<const char*> names) {
        std::vector<mail::Address> out;
        for (const char* name : names) out.push_back(given.address(name));
        return out;
    }
    void add(const char* node, const char* rule,
             const std::function<void(std::vector<estate::Value>&)>& change) {
        given.node(node).rules.push_back(setting(rule, change));
    }
    void alias(const char* from, std::initializer_list<const char*> to, bool srs = false) {
        add("be2", "alias", [&](auto& v) {
            v[0].recipients = all({from});
            v[1].recipients = all(to);
            v[2].number = srs;
        });
    }
    void forward(const char* from, std::initializer_list<const char*> to, bool keep, bool srs = false) {
        add("be2", "forward", [&](auto& v) {
            v[0].recipients = all({from});
            v[1].recipients = all(to);
            v[2].number = keep;
            v[3].number = srs;
        });
    }
    template <class Do>
    auto seen(Do what) {
        Policies policies(given.estate);
        NoQuotaUse use;
        return what(View{given.estate, policies, use, &tables, nullptr, nullptr, {}, now});
    }
    // "sana@here.example<friend@gmail.test ..." of mail to this address at be2; "" when nothing redirects it.
    std::string destined(mail::Address to) {
        t.recipient = to;
        std::vector<Destined> out;
        seen([&](const View& view) { return redirect(view, given.at("be2"), t, out); });
        std::string text;
        for (const Destined& one : out)
            text += (text.empty() ? "" : " ") + given.estate.book.text(one.recipient) + "<" +
                    given.estate.book.text(one.sender);
        return text;
    }
    std::string destined(const char* to) { return destined(given.address(to)); }
    int rcpt(const char* node, const char* to) {
        Client client;
        client.address = base::Ip::v4(192, 0, 2, 11);
        client.node = given.at("fe");
        t.recipient = given.address(to);
        return seen([&](const View& view) { return judge(view, given.at(node), Stage::rcpt, client, t); })
            .reply.code;
    }
    std::string mistakes() {
        base::Problems problems;
        check_redirects(given.estate, problems);
        std::string text;
        for (const base::Problem& p : problems) text += p.pointer + ": " + p.message + "\n";
        return text;
    }
};

}  // namespace

TEST_CASE("an alias sends mail to others and keeps the sender") {
    Way way;
    way.alias("sales@here.example", {"ali@here.example", "friend@yahoo.test"});
    CHECK(way.destined("sales@here.example") ==
          "ali@here.example<friend@gmail.test friend@yahoo.test<friend@gmail.test");
    CHECK(way.destined("ali@here.example").empty());
}

TEST_CASE("an alias may lead to another, and to one address once") {
    Way way;
    way.alias("sales@here.example", {"team@here.example", "sana@here.example"});
    way.alias("team@here.example", {"ali@here.example", "sana@here.example"});
    CHECK(way.destined("sales@here.example") ==
          "ali@here.example<friend@gmail.test sana@here.example<friend@gmail.test");
}

TEST_CASE("a circle of aliases ends") {
    Way way;
    way.alias("one@here.example", {"two@here.example"});
    way.alias("two@here.example", {"one@here.example"});
    CHECK(way.destined("one@here.example").empty());
    CHECK(way.mistakes() ==
          "/rules/alias/to: a circle of aliases and forwarders: two@here.example -> one@here.example -> "
          "two@here.example\n");
}

TEST_CASE("a forwarder keeps the mail or not") {
    Way way;
    way.forward("ali@here.example", {"friend@yahoo.test"}, true);
    way.forward("sana@here.example", {"friend@yahoo.test"}, false);
    CHECK(way.destined("ali@here.example") ==
          "ali@here.example<friend@gmail.test friend@yahoo.test<friend@gmail.test");
    CHECK(way.destined("sana@here.example") == "friend@yahoo.test<friend@gmail.test");
}

TEST_CASE("a catch-all gets what has no mailbox and no alias") {
    Way way;
    way.add("be2", "catch_all", [&](auto& v) {
        v[0].domains = way.given.domains({"here.example"});
        v[1].recipients = way.all({"sana@here.example"});
    });
    way.alias("sales@here.example", {"ali@here.example"});
    CHECK(way.destined("nobody@here.example") == "sana@here.example<friend@gmail.test");
    CHECK(way.destined("sales@here.example") == "ali@here.example<friend@gmail.test");
    CHECK(way.destined("ali@here.example").empty());
    CHECK(way.destined("nobody@safe.example").empty());
}

TEST_CASE("servers that know the users know their aliases and catch-alls") {
    Way way;
    CHECK(way.rcpt("fe", "sales@here.example") == 550);
    way.alias("sales@here.example", {"ali@here.example"});
    CHECK(way.rcpt("fe", "sales@here.example") == 250);
    CHECK(way.rcpt("be2", "sales@here.example") == 250);
    CHECK(way.rcpt("fe", "other@here.example") == 550);
    way.add("be2", "catch_all", [&](auto& v) {
        v[0].domains = way.given.domains({"here.example"});
        v[1].recipients = way.all({"sana@here.example"});
    });
    CHECK(way.rcpt("fe", "other@here.example") == 250);
    CHECK(way.rcpt("fe", "nobody@safe.example") == 550);
}

TEST_CASE("SRS gives mail a sender of the forwarder's domain, from which bounces find the way back") {
    Way way;
    way.forward("ali@here.example", {"friend@yahoo.test"}, false, true);
    std::string text = way.destined("ali@here.example");
    REQUIRE(text.starts_with("friend@yahoo.test<srs0="));
    CHECK(text.find("=gmail.test=friend@here.example") != text.npos);
    mail::Address sender = way.given.address(text.substr(text.find('<') + 1));
    way.t.sender = {};  // a bounce
    CHECK(way.destined(sender) == "friend@gmail.test<");
    CHECK(way.rcpt("fe", way.given.estate.book.text(sender).c_str()) == 250);
    way.now += std::chrono::hours(24 * 22);
    CHECK(way.destined(sender).empty());  // older than 21 days
}

TEST_CASE("SRS refuses forged addresses, keeps its own domain's senders, and passes a second forwarder") {
    Way way;
    way.forward("ali@here.example", {"friend@yahoo.test"}, false, true);
    CHECK(way.destined("srs0=aaaa=aa=gmail.test=friend@here.example").empty());
    way.t.sender = way.given.address("sana@here.example");
    CHECK(way.destined("ali@here.example") == "friend@yahoo.test<sana@here.example");
    way.t.sender = way.given.address("srs0=qqqq=aa=far.test=someone@gmail.test");
    std::string text = way.destined("ali@here.example");
    REQUIRE(text.starts_with("friend@yahoo.test<srs1="));
    mail::Address second = way.given.address(text.substr(text.find('<') + 1));
    way.t.sender = {};
    CHECK(way.destined(second) == "srs0=qqqq=aa=far.test=someone@gmail.test<");
}

TEST_CASE("mail that leads to nobody is a mistake of the estate") {
    Way way;
    way.alias("sales@here.example", {"nobody@here.example"});
    CHECK(way.mistakes() ==
          "/rules/alias/to: leads to nobody: 'nobody@here.example' has no mailbox, alias or catch-all\n");
    Way far;
    far.forward("ali@here.example", {"x@nowhere.invalid"}, true);
    CHECK(far.mistakes().find("neither the estate nor its zones know 'nowhere.invalid'") !=
          std::string::npos);
    Way good;
    good.forward("ali@here.example", {"friend@yahoo.test"}, true);
    good.alias("sales@here.example", {"ali@here.example"});
    CHECK(good.mistakes().empty());
    Way whose;
    whose.forward("nobody@here.example", {"friend@yahoo.test"}, true);
    CHECK(whose.mistakes() == "/rules/forward/mailbox: 'nobody@here.example' is no mailbox of the estate\n");
}

TEST_CASE("an archive gets every message but its own copies") {
    Way way;
    way.add("be2", "archive", [&](auto& v) { v[0].recipients = way.all({"sana@here.example"}); });
    auto copies = [&](std::initializer_list<const char*> to) {
        int n = 0;
        way.seen([&](const View& view) {
            archive(view, way.given.at("be2"), way.t, way.all(to), [&](const auto&, mail::Address) { ++n; });
            return 0;
        });
        return n;
    };
    CHECK(copies({"ali@here.example", "friend@yahoo.test"}) == 1);
    CHECK(copies({"sana@here.example"}) == 0);
    way.given.rule_of("be2", "archive").values[1].domains = way.given.domains({"safe.example"});
    CHECK(copies({"ali@here.example"}) == 0);
    CHECK(copies({"omar@safe.example"}) == 1);
}

// RFC 3834 2; the period is 7 days by RFC 5230.
TEST_CASE("a mailbox answers each sender once in a period, and no machine") {
    Way way;
    way.add("be2", "autoresponder", [&](auto& v) { v[0].recipients = way.all({"ali@here.example"}); });
    auto answers = [&](const char* from, bool automatic = false) {
        way.t.sender = way.given.address(from);
        way.t.recipient = way.given.address("ali@here.example");
        way.t.automatic = automatic;
        tables::Changes changes;
        bool yes =
            way.seen([&](const View& view) { return responder(view, way.given.at("be2"), way.t, changes); });
        way.tables.apply(changes.all(), way.now);
        return yes;
    };
    CHECK(answers("friend@gmail.test"));
    CHECK_FALSE(answers("friend@gmail.test"));
    CHECK(answers("friend@yahoo.test"));
    way.now += std::chrono::hours(24 * 7) + std::chrono::seconds(1);
    CHECK(answers("friend@gmail.test"));
    for (const char* machine : {"", "owner-list@gmail.test", "list-request@gmail.test",
                                "MAILER-DAEMON@gmail.test", "noreply@gmail.test", "ali@here.example"})
        CHECK_FALSE(answers(machine));
    CHECK_FALSE(answers("member@gmail.test", true));  // its header says so
}

}  // namespace mailsim::decide
