import CRMCore

/// What the ledger of one customer in one program must come to, told in the plainest way: lots and the day that it is.
struct LoyaltyModel {
    struct Lot {
        var points: Int
        let availableOn: Int
        let expiresOn: Int
    }

    private(set) var day: Int
    private(set) var lots: [Lot] = []
    private(set) var total = 0
    private(set) var redeemed = 0
    private(set) var expired = 0

    init(day: Int) {
        self.day = day
    }

    static let never = Int.max

    mutating func add(_ points: Int, pendingDays: Int, expiryDays: Int?) {
        let availableOn = day + pendingDays
        let expiresOn = expiryDays.map { availableOn + $0 } ?? LoyaltyModel.never
        lots.append(Lot(points: points, availableOn: availableOn, expiresOn: expiresOn))
        total += points
    }

    /// False when there are fewer.
    mutating func redeem(_ points: Int) -> Bool {
        guard available >= points else { return false }
        redeemed += points
        var rest = points
        let order = lots.indices.filter { lots[$0].availableOn <= day }
            .sorted { (lots[$0].expiresOn, $0) < (lots[$1].expiresOn, $1) }
        for index in order {
            let part = min(rest, lots[index].points)
            lots[index].points -= part
            rest -= part
        }
        return true
    }

    mutating func pass(days: Int) {
        day += days
        for index in lots.indices where lots[index].expiresOn <= day {
            expired += lots[index].points
            lots[index].points = 0
        }
    }

    var available: Int { lots.filter { $0.availableOn <= day }.reduce(0) { $0 + $1.points } }
    var pending: Int { lots.filter { $0.availableOn > day }.reduce(0) { $0 + $1.points } }

    /// The points that expire next, and their day.
    var next: (points: Int, day: Int)? {
        let open = lots.filter { $0.points > 0 && $0.availableOn <= day && $0.expiresOn != LoyaltyModel.never }
        return open.map(\.expiresOn).min().map { day in
            (open.filter { $0.expiresOn == day }.reduce(0) { $0 + $1.points }, day)
        }
    }
}
