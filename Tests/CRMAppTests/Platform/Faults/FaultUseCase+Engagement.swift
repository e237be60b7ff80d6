import CRMCore
import CRMTesting

/// Endpoints of communications.
extension FaultUseCase {
    static let communications: [FaultUseCase] = [
        FaultUseCase(
            endpoint: "POST /api/customers/communications", setUp: { [order($0)] },
            path: { _, _ in TestShop.communications },
            body: { shop, n in
                """
                {"userId": "\(shop.userID)", "customerId": "c-\(n)", "communicationType": "sms", "channel": "sms",
                "direction": "outbound", "message": "text \(n)", "status": "opened", "providerMessageId": "p-\(n)"}
                """
            },
            state: { ["\(TestShop.communications)?userId=\($0.userID)&customerId=c-\($1)"] }),
        FaultUseCase(
            endpoint: "POST /api/customers/communications/{id}/events", setUp: { [order($0)] },
            path: { shop, n in
                let id = try await shop.logged("c-\(n)", #""providerMessageId": "p-\#(n)""#)
                return "\(TestShop.communications)/\(id)/events"
            },
            body: { _, n in #"{"status": "clicked", "eventId": "e-\#(n)", "occurredAt": "2026-03-15T11:00:00Z"}"# },
            state: { ["\(TestShop.communications)?userId=\($0.userID)&customerId=c-\($1)"] }),
    ]
}
