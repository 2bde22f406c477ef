// Message-IDs, and the queue ids that every log shares.
#pragma once
#include <string>

#include "estate/manner.hpp"
#include "render/event.hpp"
#include "render/scene.hpp"

namespace mailsim::render {

using mail::axigen_id;
using mail::exim_id;
using mail::postfix_id;

// A reply's words as a log of this form quotes them: see Scene::own_ids.
using IdForm = std::string (*)(const Clock&, base::Instant, base::MessageId);
std::string said(const Scene& scene, const Event& event, IdForm form);

// Without < and >.
std::string message_id(const Scene& scene, const Clock& clock, const Letter& letter);

}  // namespace mailsim::render
