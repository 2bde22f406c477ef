// Message-IDs, and the queue ids that every log shares.
#pragma once
#include <string>

#include "mail/queue_id.hpp"
#include "render/event.hpp"
#include "render/scene.hpp"

namespace mailsim::render {

using mail::axigen_id;
using mail::exim_id;
using mail::postfix_id;

// Without < and >.
std::string message_id(const Scene& scene, const Clock& clock, const Letter& letter);

}  // namespace mailsim::render
