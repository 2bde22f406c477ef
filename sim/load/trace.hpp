// Arrivals from a file: one message a line, "t,from,to,size". t is seconds from the start of the run, `to`
// may hold several addresses with ';' between, size is bytes or a quantity ("10 KB"). Lines that begin with
// '#' and a first line "t,from,to,size" are skipped. Not here: opening the file.
#pragma once
#include <string_view>
#include <vector>

#include "base/problems.hpp"
#include "base/units.hpp"
#include "mail/address.hpp"

namespace mailsim::load {

struct TraceEntry {
    base::Instant at;
    mail::Address from;  // "<>" or empty is the null sender
    std::vector<mail::Address> to;
    base::Bytes size;
};

// All good lines by time (those of one instant in the order of the file); every bad line becomes a Problem at
// "line N". Addresses are interned in the book.
std::vector<TraceEntry> read_trace(std::string_view text, std::string_view file, mail::AddressBook& book,
                                   base::Problems& problems);

}  // namespace mailsim::load
