#ifndef PARETREE_TESTS_SUPPORT_INSTRUMENTED_HPP
#define PARETREE_TESTS_SUPPORT_INSTRUMENTED_HPP

namespace paretree::testing {

/// Whether tests and program are instrumented by a sanitizer: many times slower, and in need of
/// more memory and addresses than a test would allow.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool instrumented = true;
#else
inline constexpr bool instrumented = false;
#endif

/// Times as long for what a test gives a run to do.
inline constexpr double patience = instrumented ? 30 : 1;

}  // namespace paretree::testing

#endif  // PARETREE_TESTS_SUPPORT_INSTRUMENTED_HPP
