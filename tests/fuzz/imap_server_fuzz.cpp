// IMAP server: any octets, two sessions on one mailbox. Odd lines go to the first, even ones to the second.
#include "fuzz/fuzz.hpp"
#include "imap/driver.hpp"

using namespace mailsim;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
    fuzz::Pieces input(octets, size);
    imap::TalkDriver driver;
    driver.perform("three messages");
    driver.account->set_quota({200'000});
    int session = 1;
    if (input.choice() & 1) driver.send(2, "x LOGIN ann pw\r\ny SELECT INBOX\r\n"), (void)driver.output(2);
    if (input.choice() & 2) driver.send(1, "x LOGIN ann pw\r\ny SELECT INBOX\r\n"), (void)driver.output(1);
    while (!input.empty()) {
        std::string_view piece = input.next();
        driver.send(session, piece);
        (void)driver.output(session);
        if (std::holds_alternative<imap::AskTls>(driver.session(session).asked()))
            driver.session(session).tls_started();
        if (input.choice() & 1 && piece.ends_with('\n')) session = 3 - session;
    }
    std::uint64_t bytes = 0;
    for (const mailbox::Folder* folder : driver.account->folders()) {
        mailbox::Uid last = 0;
        for (const mailbox::MessageRow& row : folder->messages) {
            fuzz::must(row.uid > last && row.uid < folder->row.uid_next, "UIDs rise");
            last = row.uid;
            bytes += row.size;
        }
    }
    fuzz::must(static_cast<std::int64_t>(bytes) == driver.account->used().count,
               "the quota's use is the sum of sizes");
    fuzz::planted(driver.account->find("Trash")->messages.size() > 1);
    return 0;
}
