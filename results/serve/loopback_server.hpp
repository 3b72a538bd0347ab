#ifndef PARETREE_RESULTS_SERVE_LOOPBACK_SERVER_HPP
#define PARETREE_RESULTS_SERVE_LOOPBACK_SERVER_HPP

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace paretree::results {

/// What the pages of a LoopbackServer are made of. Called from threads of the server.
struct LivePages {
  std::function<std::string()> state;                             ///< JSON of every study
  std::function<std::optional<std::string>(std::size_t)> report;  ///< page of one, if it exists
};

/// Serves pages to browsers of this machine: listens on 127.0.0.1 only, answers GET and HEAD only,
/// and only where the Host header names the loopback address, so that no other site can read it
/// through a name that resolves here.
///
///   /            the live page           /report/N    the report of study N, counted from 0
///   /state.json  LivePages::state
///
/// Thread safety: everything from one thread.
class LoopbackServer {
 public:
  /// Starts to listen. Port 0: any free one. Throws: std::runtime_error if the port is taken.
  LoopbackServer(LivePages pages, int port);
  /// Ends what is being answered, then stops.
  ~LoopbackServer();
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;

  [[nodiscard]] int port() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_SERVE_LOOPBACK_SERVER_HPP
