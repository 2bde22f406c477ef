// One SMTP or LMTP session over a socket as the client: connects from the node's own address, offers the
// copies of a letter, and tells what became of each. The machine is smtp's.
#pragma once
#include "lab/site.hpp"
#include "smtp/client.hpp"
#include "smtp/replies.hpp"

namespace mailsim::lab {

class SmtpClient {
  public:
    SmtpClient(Site& site, Node& from, Node& to, const Letter& letter,
               const std::vector<std::uint32_t>& copies, const estate::Transport& transport);

    ~SmtpClient() { end_transfer(); }
    SmtpClient(const SmtpClient&) = delete;

    // False: nobody listened there; outcome() has nothing to say then.
    base::Task<bool> run();
    Told outcome(std::size_t copy, const std::string& name, const base::Ip& address) const;
    const smtp::Extensions& offers() const { return machine_.offers(); }  // of the server, at its last EHLO

  private:
    void begin();
    void end_transfer() { site_.transfers.erase(own_end_); }
    base::Task<bool> connect();
    base::Task<bool> talk();
    base::Task<void> converse();
    base::Task<bool> flush();
    base::Task<void> hear();
    base::Task<void> shake_hands();
    void lose(sockets::Got got) {
        machine_.lost(got == sockets::Got::timed_out ? smtp::Loss::timeout : smtp::Loss::connection,
                      in_content_);
    }
    Site& site_;
    Node& from_;
    Node& to_;
    const Letter& letter_;
    std::vector<std::uint32_t> copies_;
    const estate::Transport& transport_;
    smtp::ClientPolicy policy_;
    std::vector<smtp::Path> paths_;
    std::vector<mail::Address> addresses_;
    std::vector<std::uint8_t> notify_;
    std::vector<std::string_view> orcpt_;
    smtp::EnvelopeText text_;
    smtp::Envelope envelope_;
    smtp::Client machine_;
    smtp::ReplyReader replies_;
    std::unique_ptr<sockets::Stream> stream_;
    std::string own_end_;  // of the connection
    std::string out_;
    std::string_view in_;
    bool in_content_ = false;
};

}  // namespace mailsim::lab
