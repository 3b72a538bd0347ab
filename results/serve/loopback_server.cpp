#include "results/serve/loopback_server.hpp"

#include "results/report/report_page.hpp"

#include <fmt/format.h>
#include <httplib.h>

#include <atomic>
#include <exception>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <utility>

namespace paretree::results {

namespace {

constexpr const char* loopback = "127.0.0.1";
constexpr std::size_t threads = 8;
// A page needs some hundred bytes of request; whoever sends more, or slowly, is not a browser.
constexpr std::size_t payload_limit_bytes = 1024;
constexpr time_t patience_s = 5;
constexpr std::string_view policy_start = "http-equiv=\"Content-Security-Policy\" content=\"";

void say(httplib::Response& response, int status, const std::string& text) {
  response.status = status;
  response.set_content(text + "\n", "text/plain; charset=utf-8");
}

/// The policy a page states in itself, which as a header also forbids framing.
std::string policy_of(std::string_view page) {
  const std::size_t start = page.find(policy_start);
  if (start == std::string_view::npos) {
    return "default-src 'none'";
  }
  const std::size_t first = start + policy_start.size();
  return std::string(page.substr(first, page.find('"', first) - first)) +
         "; frame-ancestors 'none'";
}

void answer_page(httplib::Response& response, const std::string& page) {
  response.set_header("Content-Security-Policy", policy_of(page));
  response.set_content(page, "text/html; charset=utf-8");
}

}  // namespace

struct LoopbackServer::Impl {
  LivePages pages;
  int port = 0;
  httplib::Server server;
  std::atomic<bool> ended = false;  ///< listening has, whether it was stopped or failed
  std::thread thread;

  [[nodiscard]] bool is_own_host(const httplib::Request& request) const {
    if (request.get_header_value_count("Host") != 1) {
      return false;
    }
    const std::string host = request.get_header_value("Host");
    return host == fmt::format("{}:{}", loopback, port) ||
           host == fmt::format("localhost:{}", port) ||
           (port == 80 && (host == loopback || host == "localhost"));
  }

  httplib::Server::HandlerResponse admit(const httplib::Request& request,
                                         httplib::Response& response) const {
    using Verdict = httplib::Server::HandlerResponse;
    if (!is_own_host(request)) {
      say(response, 421, "this server answers for 127.0.0.1 and localhost only");
      return Verdict::Handled;
    }
    if (request.method != "GET" && request.method != "HEAD") {
      response.set_header("Allow", "GET, HEAD");
      response.set_header("Connection", "close");
      say(response, 405, "this server is for reading: GET and HEAD only");
      return Verdict::Handled;
    }
    return Verdict::Unhandled;
  }

  void declare() {
    server.set_default_headers({{"X-Content-Type-Options", "nosniff"},
                                {"X-Frame-Options", "DENY"},
                                {"Referrer-Policy", "no-referrer"},
                                {"Cross-Origin-Resource-Policy", "same-origin"},
                                {"Cross-Origin-Opener-Policy", "same-origin"},
                                {"Cache-Control", "no-store"}});
    server.set_payload_max_length(payload_limit_bytes);
    server.set_read_timeout(patience_s);
    server.set_write_timeout(patience_s);
    server.set_keep_alive_timeout(patience_s);
    server.new_task_queue = [] { return new httplib::ThreadPool(threads); };
    server.set_pre_routing_handler(
        [this](const httplib::Request& request, httplib::Response& response) {
          return admit(request, response);
        });
    server.set_exception_handler(
        [](const httplib::Request&, httplib::Response& response, const std::exception_ptr& error) {
          try {
            std::rethrow_exception(error);
          } catch (const std::exception& known) {
            say(response, 500, known.what());
          } catch (...) {
            say(response, 500, "unknown error");
          }
        });
    server.set_error_handler([](const httplib::Request&, httplib::Response& response) {
      if (response.body.empty()) {
        say(response, response.status, response.status == 404 ? "there is no such page" : "no");
      }
    });
    server.Get("/", [](const httplib::Request&, httplib::Response& response) {
      answer_page(response, live_page());
    });
    server.Get("/state.json", [this](const httplib::Request&, httplib::Response& response) {
      response.set_content(pages.state(), "application/json");
    });
    server.Get(R"(/report/(\d{1,4}))",
               [this](const httplib::Request& request, httplib::Response& response) {
                 const auto page = pages.report(std::stoul(request.matches[1].str()));
                 if (page) {
                   answer_page(response, *page);
                 } else {
                   say(response, 404, "there is no such study");
                 }
               });
  }
};

LoopbackServer::LoopbackServer(LivePages pages, int port) : impl_(std::make_unique<Impl>()) {
  impl_->pages = std::move(pages);
  impl_->declare();
  if (port == 0) {
    impl_->port = impl_->server.bind_to_any_port(loopback);
  } else {
    impl_->port = impl_->server.bind_to_port(loopback, port) ? port : -1;
  }
  if (impl_->port < 0) {
    throw std::runtime_error(
        fmt::format("port {} of {} cannot be listened on: it is taken, or not allowed; --port 0 "
                    "takes a free one",
                    port, loopback));
  }
  impl_->thread = std::thread([impl = impl_.get()] {
    impl->server.listen_after_bind();
    impl->ended = true;
  });
}

LoopbackServer::~LoopbackServer() {
  // stop() before the thread has begun to listen would be lost.
  while (!impl_->server.is_running() && !impl_->ended) {
    std::this_thread::yield();
  }
  impl_->server.stop();
  impl_->thread.join();
}

int LoopbackServer::port() const {
  return impl_->port;
}

}  // namespace paretree::results
