// The logs of a whole run: every node's, in every dialect, written while the run goes on. Messages that have
// ended are forgotten after a while, so memory follows what is under way.
#pragma once
#include <memory>
#include <span>
#include <string>

#include "estate/estate.hpp"
#include "facts/stream.hpp"
#include "mail/message.hpp"
#include "mail/redirection.hpp"

namespace mailsim::render {

class RunLogs {
  public:
    // folder: exists and is empty. Other providers' servers and dns nodes write no log here. Throws
    // std::runtime_error when a file cannot be made or written.
    RunLogs(const estate::Estate& estate, base::Duration start_of_week, const std::string& folder);
    ~RunLogs();
    RunLogs(const RunLogs&) = delete;

    void subscribe(facts::Stream& stream);
    void introduce(const mail::Message& message, std::span<const mail::Address> recipients);
    void redirect(const mail::Redirection& what);
    void finish();  // to be called once, at the end of the run

  private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace mailsim::render
