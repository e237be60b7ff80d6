import CRMCore

/// An order before its number is known, with what became of it until the shop's last moment.
struct SampleOrderDraft {
    let customerIndex: Int
    let placedAt: Instant
    private let customerId: String
    private let channel: SampleOrder.Channel
    private let lines: [SampleOrderLine]
    private let status: SampleOrder.Status
    private let updatedAt: Instant
    private let refund: Refund?

    private struct Refund {
        let amount: Int64
        let refundedAt: Instant
        let reason: String
    }

    private static let cancelledShare = 0.015
    private static let refundedShare = 0.03
    private static let fullRefundShare = 0.4
    /// Money arrives within this time, or the order is still pending at the end.
    private static let paymentHours = 0...36
    /// From the payment to the parcel.
    private static let packingHours = 12...72
    private static let returnDays = 3...28
    private static let cancellationHours = 1...30
    private static let reasons = ["damaged in transit", "not as expected", "wrong item sent", "arrived too late"]

    init(
        customerIndex: Int, customerId: String, placedAt: Instant, channel: SampleOrder.Channel,
        lines: [SampleOrderLine], closing: Instant, random: inout SampleRandom
    ) {
        self.customerIndex = customerIndex
        self.customerId = customerId
        self.placedAt = placedAt
        self.channel = channel
        self.lines = lines
        let isOverCounter = channel == .store
        let paidAt = isOverCounter ? placedAt : placedAt.later(hours: SampleOrderDraft.paymentHours, &random)
        let sentAt = isOverCounter ? placedAt : paidAt.later(hours: SampleOrderDraft.packingHours, &random)
        let cancelledAt = placedAt.later(hours: SampleOrderDraft.cancellationHours, &random)
        let isCancelled = !isOverCounter && random.chance(SampleOrderDraft.cancelledShare) && cancelledAt <= closing
        let refund =
            random.chance(SampleOrderDraft.refundedShare)
            ? SampleOrderDraft.makeRefund(of: lines, after: sentAt, random: &random) : nil

        if isCancelled {
            (status, updatedAt, self.refund) = (.cancelled, cancelledAt, nil)
        } else if let refund, refund.refundedAt <= closing {
            let isFull = refund.amount == lines.reduce(0) { $0 + $1.amount }
            (status, updatedAt, self.refund) = (isFull ? .refunded : .fulfilled, refund.refundedAt, refund)
        } else if sentAt <= closing {
            (status, updatedAt, self.refund) = (.fulfilled, sentAt, nil)
        } else if paidAt <= closing {
            (status, updatedAt, self.refund) = (.paid, paidAt, nil)
        } else {
            (status, updatedAt, self.refund) = (.pending, placedAt, nil)
        }
    }

    func order(number: Int, currency: Currency) -> SampleOrder {
        let orderId = String(number)
        let refunds = refund.map { refund in
            SampleRefund(
                refundId: "\(orderId)-R1", amount: refund.amount, refundedAt: refund.refundedAt, reason: refund.reason)
        }
        return SampleOrder(
            orderId: orderId, customerId: customerId, placedAt: placedAt, updatedAt: updatedAt, status: status,
            currency: currency, channel: channel, lines: lines, refunds: refunds.map { [$0] } ?? [])
    }

    /// Everything, or some pieces of one line; a partial refund of the only piece is half of its price.
    private static func makeRefund(
        of lines: [SampleOrderLine], after sentAt: Instant, random: inout SampleRandom
    ) -> Refund {
        let refundedAt = sentAt.later(hours: 24 * returnDays.lowerBound...24 * returnDays.upperBound, &random)
        let total = lines.reduce(0) { $0 + $1.amount }
        let line = random.pick(lines)
        let pieces = random.integer(in: 1...line.quantity)
        let part = Int64(pieces) * line.unitPrice
        let partial = part < total ? part : total - total / 2
        let isFull = random.chance(fullRefundShare)
        return Refund(amount: isFull ? total : partial, refundedAt: refundedAt, reason: random.pick(reasons))
    }
}

extension Instant {
    private static let second: Int64 = 1000
    private static let secondsPerHour = 3600

    /// Some seconds within the hours later.
    fileprivate func later(hours: ClosedRange<Int>, _ random: inout SampleRandom) -> Instant {
        let range = hours.lowerBound * Instant.secondsPerHour...hours.upperBound * Instant.secondsPerHour
        return advanced(milliseconds: Int64(random.integer(in: range)) * Instant.second)
    }
}
