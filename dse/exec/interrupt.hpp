#ifndef PARETREE_DSE_EXEC_INTERRUPT_HPP
#define PARETREE_DSE_EXEC_INTERRUPT_HPP

namespace paretree::dse {

/// From now to the end of the process the first SIGINT or SIGTERM only sets a flag, so that a
/// command can stop cleanly; the second one ends the process as if unhandled. A signal that comes
/// after the last look at the flag changes nothing: what is done is reported, with its exit code.
void catch_interrupts();

/// Whether one came since.
[[nodiscard]] bool interrupt_requested();

}  // namespace paretree::dse

#endif  // PARETREE_DSE_EXEC_INTERRUPT_HPP
