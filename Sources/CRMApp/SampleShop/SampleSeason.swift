import CRMCore

/// How busy a shop is on a day and at an hour, beside an average one.
enum SampleSeason {
    /// No day is busier than this; the limit that thinning needs.
    static let peak = 2.25

    /// January to December.
    private static let months = [0.86, 0.92, 0.98, 1.0, 1.0, 0.88, 0.74, 0.78, 1.0, 1.06, 1.3, 1.65]
    /// Monday to Sunday.
    private static let retailWeek = [0.92, 0.88, 0.9, 0.96, 1.04, 1.22, 1.16]
    private static let tradeWeek = [1.25, 1.2, 1.15, 1.15, 1.05, 0.25, 0.1]

    /// 0…``peak``.
    static func demand(on day: CalendarDay, for kind: SampleCustomer.Kind) -> Double {
        let week = kind == .retail ? retailWeek : tradeWeek
        return months[day.civil.month - 1] * week[weekday(of: day)] * holidays(day)
    }

    /// The days around Christmas, after which parcels come too late.
    private static func holidays(_ day: CalendarDay) -> Double {
        let (_, month, date) = day.civil
        guard month == 12, date >= 22 else { return 1 }
        return date <= 24 ? 0.7 : date <= 26 ? 0.25 : 0.6
    }

    /// 0 for Monday … 6 for Sunday.
    static func weekday(of day: CalendarDay) -> Int {
        // 1970-01-01 was a Thursday.
        let remainder = (day.number + 3) % 7
        return remainder < 0 ? remainder + 7 : remainder
    }

    /// Weights of the 24 hours of the day.
    static func hours(of channel: SampleOrder.Channel, for kind: SampleCustomer.Kind) -> [Double] {
        if channel == .store { return openingHours }
        return kind == .retail && channel != .phone ? browsingHours : officeHours
    }

    private static let browsingHours: [Double] = [
        2, 1, 0.5, 0.3, 0.3, 0.6, 2, 4, 5, 6, 7, 7, 8, 7, 6, 6, 6, 7, 8, 10, 12, 12, 8, 4,
    ]
    private static let openingHours: [Double] = [
        0, 0, 0, 0, 0, 0, 0, 0, 3, 6, 9, 9, 7, 7, 8, 8, 9, 8, 4, 0, 0, 0, 0, 0,
    ]
    private static let officeHours: [Double] = [
        0, 0, 0, 0, 0, 0, 1, 5, 9, 11, 10, 8, 4, 7, 9, 8, 6, 3, 1, 0, 0, 0, 0, 0,
    ]
}
