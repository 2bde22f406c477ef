// A row of a parameter table: what a setting is called, its unit, default, bounds, meaning and where the
// default comes from. `mailsim explain` prints these rows and the schema is made from them.
#pragma once
#include <string_view>

namespace mailsim::base {

// How well a default is known (the marks of the project's defaults).
enum class Mark : char {
    verified = 'V',    // read in the named source
    derived = 'D',     // arithmetic from verified figures
    background = 'B',  // general knowledge, not confirmed in a source
    proposal = 'P',    // our assumption, shown as such
    measured = 'M',    // measured on real software
};

struct Parameter {
    std::string_view name;      // as written in the file
    std::string_view type;      // duration, bytes, bandwidth, share, count, number, text, flag
    std::string_view unit;      // unit that values are shown in, "" for none
    std::string_view fallback;  // the default as written in a file, "" when the key is required
    std::string_view bounds;    // in words: "at least 1", "0 to 1"
    std::string_view meaning;   // one plain sentence
    std::string_view source;    // document, page or measurement
    Mark mark;
};

}  // namespace mailsim::base
