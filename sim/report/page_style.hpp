// The style of the page: light and dark, wide and narrow, on paper.
#pragma once

namespace mailsim::report {

extern const char* const page_style;

}  // namespace mailsim::report
