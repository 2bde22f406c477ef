// Values of options: sizes, addresses, client kinds. Each throws WrongInput naming the option.
#pragma once
#include <optional>
#include <string>

#include "base/units.hpp"
#include "estate/words.hpp"
#include "mail/address.hpp"

namespace mailsim::cli {

inline constexpr base::Bytes largest_message{1'000'000'000'000};

// "15000" or "10 MB", from 0 to largest_message.
base::Bytes read_size(const std::string& option, const std::string& text);
// An address; "" and "<>", the null sender, only where it is allowed.
mail::Address read_address(mail::AddressBook& book, const std::string& option, const std::string& text,
                           bool null_allowed);
estate::ClientKind read_client(const std::string& option, const std::string& text);
// An instant of a scenario: a time from its start, at most 1000 days.
base::Duration read_instant(const std::string& option, const std::string& text);

}  // namespace mailsim::cli
