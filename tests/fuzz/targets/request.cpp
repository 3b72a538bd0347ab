#include "results/serve/loopback_server.hpp"
#include "tests/fuzz/target.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace paretree::fuzz {

namespace {

constexpr std::string_view secret = "what only this machine may read";

results::LoopbackServer& server() {
  static results::LoopbackServer running(
      {.state = [] { return std::string(secret); },
       .report =
           [](std::size_t number) {
             return number < 2 ? std::optional(std::string(secret)) : std::nullopt;
           }},
      0);
  return running;
}

/// `%P` stands for the port that the server was given.
std::string with_port(std::string text) {
  const std::string port = std::to_string(server().port());
  for (std::size_t at = text.find("%P"); at != std::string::npos; at = text.find("%P", at)) {
    text.replace(at, 2, port);
  }
  return text;
}

class Socket {
 public:
  Socket() : descriptor_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(server().port()));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    // Closed without waiting: thousands of connections a second would use up the ports.
    const linger at_once{1, 0};
    setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    const void* where = &address;
    promise(connect(descriptor_, static_cast<const sockaddr*>(where), sizeof address) == 0,
            std::string("the server goes on to listen: ") + std::strerror(errno));
  }
  ~Socket() { close(descriptor_); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  [[nodiscard]] std::string answer_to(const std::string& request) const {
    send(descriptor_, request.data(), request.size(), MSG_NOSIGNAL);
    shutdown(descriptor_, SHUT_WR);
    std::string answer;
    char buffer[4096];
    for (ssize_t got = 0; (got = recv(descriptor_, buffer, sizeof buffer, 0)) > 0;) {
      answer.append(buffer, static_cast<std::size_t>(got));
    }
    return answer;
  }

 private:
  int descriptor_;
};

}  // namespace

/// Whatever comes, nothing is told to a request that does not name this machine as its host, and
/// every answer that tells something carries the headers that keep it here.
void answer_a_request(Bytes bytes) {
  const std::string request = with_port(text_of(bytes));
  const std::string answer = Socket().answer_to(request);
  promise(answer.empty() || answer.starts_with("HTTP/1.1 "), "an answer is an answer");
  if (answer.find(secret) != std::string::npos) {
    const std::string port = std::to_string(server().port());
    promise(request.find("127.0.0.1:" + port) != std::string::npos ||
                request.find("localhost:" + port) != std::string::npos,
            "only this machine's own pages are told anything");
    promise(answer.find("X-Content-Type-Options: nosniff") != std::string::npos &&
                answer.find("Cross-Origin-Resource-Policy: same-origin") != std::string::npos,
            "what is told stays here");
  }
}

}  // namespace paretree::fuzz
