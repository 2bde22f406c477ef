#include "serve/openapi.hpp"

__asm__(".section .rodata\nopenapi_begin:\n.incbin \"" OPENAPI_FILE "\"\nopenapi_end:\n.byte 0\n.text\n");
extern "C" const char openapi_begin[], openapi_end[];

namespace mailsim::serve {

std::string_view openapi() { return {openapi_begin, static_cast<std::size_t>(openapi_end - openapi_begin)}; }

}  // namespace mailsim::serve
