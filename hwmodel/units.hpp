#ifndef PARETREE_HWMODEL_UNITS_HPP
#define PARETREE_HWMODEL_UNITS_HPP

#include <compare>
#include <cstdint>

namespace paretree::hwmodel {

/// A physical quantity: one double in SI units (J, m, s) and bits, its dimension in its type.
///
/// A number enters as `3.1 * pJ` and leaves by `.in(pJ)`; adding an energy to a time, or to a bare
/// number, does not compile.
template <int EnergyPower, int LengthPower, int TimePower, int DataPower>
class Quantity {
 public:
  constexpr Quantity() = default;
  /// Only for the definitions of units below.
  [[nodiscard]] static constexpr Quantity from_si(double value) { return Quantity(value); }

  /// The bare number of `unit`s in this quantity.
  [[nodiscard]] constexpr double in(Quantity unit) const { return si_ / unit.si_; }

  constexpr Quantity& operator+=(Quantity other) {
    si_ += other.si_;
    return *this;
  }
  friend constexpr Quantity operator+(Quantity a, Quantity b) { return Quantity(a.si_ + b.si_); }
  friend constexpr Quantity operator-(Quantity a, Quantity b) { return Quantity(a.si_ - b.si_); }
  friend constexpr Quantity operator*(double factor, Quantity a) {
    return Quantity(factor * a.si_);
  }
  friend constexpr Quantity operator*(Quantity a, double factor) {
    return Quantity(a.si_ * factor);
  }
  friend constexpr Quantity operator/(Quantity a, double divisor) {
    return Quantity(a.si_ / divisor);
  }
  friend constexpr auto operator<=>(Quantity, Quantity) = default;

 private:
  explicit constexpr Quantity(double si) : si_(si) {}
  double si_ = 0;

  template <int E1, int L1, int T1, int D1, int E2, int L2, int T2, int D2>
  friend constexpr auto operator*(Quantity<E1, L1, T1, D1> a, Quantity<E2, L2, T2, D2> b);
  template <int E1, int L1, int T1, int D1, int E2, int L2, int T2, int D2>
  friend constexpr auto operator/(Quantity<E1, L1, T1, D1> a, Quantity<E2, L2, T2, D2> b);
};

namespace detail {
/// A quantity of dimension zero is a number.
template <int E, int L, int T, int D>
[[nodiscard]] constexpr auto quantity(double si) {
  if constexpr (E == 0 && L == 0 && T == 0 && D == 0) {
    return si;
  } else {
    return Quantity<E, L, T, D>::from_si(si);
  }
}
}  // namespace detail

template <int E1, int L1, int T1, int D1, int E2, int L2, int T2, int D2>
[[nodiscard]] constexpr auto operator*(Quantity<E1, L1, T1, D1> a, Quantity<E2, L2, T2, D2> b) {
  return detail::quantity<E1 + E2, L1 + L2, T1 + T2, D1 + D2>(a.si_ * b.si_);
}
template <int E1, int L1, int T1, int D1, int E2, int L2, int T2, int D2>
[[nodiscard]] constexpr auto operator/(Quantity<E1, L1, T1, D1> a, Quantity<E2, L2, T2, D2> b) {
  return detail::quantity<E1 - E2, L1 - L2, T1 - T2, D1 - D2>(a.si_ / b.si_);
}
template <int E, int L, int T, int D>
[[nodiscard]] constexpr auto operator/(double a, Quantity<E, L, T, D> b) {
  return Quantity<-E, -L, -T, -D>::from_si(a / b.in(Quantity<E, L, T, D>::from_si(1.0)));
}

using Energy = Quantity<1, 0, 0, 0>;
using Length = Quantity<0, 1, 0, 0>;
using Area = Quantity<0, 2, 0, 0>;
using Time = Quantity<0, 0, 1, 0>;
using Frequency = Quantity<0, 0, -1, 0>;
using Power = Quantity<1, 0, -1, 0>;
using Data = Quantity<0, 0, 0, 1>;
using EnergyPerBit = Quantity<1, 0, 0, -1>;
using Bandwidth = Quantity<0, 0, -1, 1>;

inline constexpr Energy J = Energy::from_si(1.0);
inline constexpr Energy pJ = Energy::from_si(1e-12);
inline constexpr Energy fJ = Energy::from_si(1e-15);
inline constexpr Area mm2 = Area::from_si(1e-6);
inline constexpr Area um2 = Area::from_si(1e-12);
inline constexpr Time s = Time::from_si(1.0);
inline constexpr Time ns = Time::from_si(1e-9);
inline constexpr Time ps = Time::from_si(1e-12);
inline constexpr Time fs = Time::from_si(1e-15);
inline constexpr Power W = Power::from_si(1.0);
inline constexpr Power mW = Power::from_si(1e-3);
inline constexpr Frequency MHz = Frequency::from_si(1e6);
inline constexpr Frequency GHz = Frequency::from_si(1e9);
inline constexpr Data bit = Data::from_si(1.0);
inline constexpr Data byte = Data::from_si(8.0);
inline constexpr Data KiB = Data::from_si(8.0 * 1024.0);
inline constexpr Bandwidth Gbps = Bandwidth::from_si(1e9);

/// A whole number of clock cycles; divided by a frequency it is a time.
class Cycles {
 public:
  constexpr Cycles() = default;
  explicit constexpr Cycles(std::uint64_t count) : count_(count) {}
  [[nodiscard]] constexpr std::uint64_t count() const { return count_; }

  friend constexpr Cycles operator+(Cycles a, Cycles b) { return Cycles(a.count_ + b.count_); }
  friend constexpr Cycles operator*(std::uint64_t times, Cycles a) {
    return Cycles(times * a.count_);
  }
  friend constexpr Time operator/(Cycles a, Frequency clock) {
    return static_cast<double>(a.count_) / clock;
  }
  friend constexpr auto operator<=>(Cycles, Cycles) = default;

 private:
  std::uint64_t count_ = 0;
};

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_UNITS_HPP
