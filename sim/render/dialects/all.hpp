// How each dialect of node logs is made; each is defined in the file of its name.
#pragma once
#include "render/log.hpp"

namespace mailsim::render {

std::unique_ptr<Listener> make_postfix(const Scene& scene, Lines& to);
std::unique_ptr<Listener> make_exim(const Scene& scene, Lines& to);
std::unique_ptr<Listener> make_axigen(const Scene& scene, Lines& to);
std::unique_ptr<Listener> make_panel(const Scene& scene, Lines& to);

}  // namespace mailsim::render
