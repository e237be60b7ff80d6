import CRMCore
import CRMTesting

/// Endpoints of addresses, preferences, consents and notes.
extension FaultUseCase {
    static let contacts: [FaultUseCase] = [
        FaultUseCase(
            endpoint: "POST /api/customers/addresses", setUp: { [order($0)] }, path: { _, _ in TestShop.addresses },
            body: { _, n in #"{"customerId": "c-\#(n)", "line1": "x", "country": "DE", "isDefault": true}"# },
            // Said twice it adds two.
            state: { _, _ in [] }),
        FaultUseCase(
            endpoint: "PUT /api/customers/addresses/{id}", setUp: { [order($0)] },
            path: { "\(TestShop.addresses)/\(try await newAddress($0, $1))" },
            body: { _, n in #"{"isDefault": true, "city": "Town \#(n)"}"# }, state: { _, _ in [] }),
        FaultUseCase(
            endpoint: "DELETE /api/customers/addresses/{id}", setUp: { [order($0)] },
            path: { "\(TestShop.addresses)/\(try await newAddress($0, $1))" }, body: { _, _ in nil },
            state: { _, _ in [] }),
        FaultUseCase(
            endpoint: "PUT /api/customers/preferences", setUp: { [order($0)] }, path: { _, _ in TestShop.preferences },
            body: { _, n in
                #"{"customerId": "c-\#(n)", "marketingEmails": true, "doNotContact": true, "maxMessagesPerWeek": 3}"#
            },
            state: { ["\(TestShop.preferences)?customerId=c-\($1)", profile($0, $1)] }),
        FaultUseCase(
            endpoint: "POST /api/customers/consents", setUp: { [order($0)] }, path: { _, _ in TestShop.consents },
            body: { _, n in #"{"customerId": "c-\#(n)", "purpose": "marketing", "status": "granted"}"# },
            state: { ["\(TestShop.preferences)?customerId=c-\($1)"] }),
        FaultUseCase(
            endpoint: "POST /api/customers/notes", setUp: { [order($0)] }, path: { _, _ in TestShop.notes },
            body: { _, n in #"{"customerId": "c-\#(n)", "content": "note \#(n)"}"# },
            state: { _, _ in [] }),
        FaultUseCase(
            endpoint: "PUT /api/customers/notes/{id}", setUp: { [order($0)] },
            path: { "\(TestShop.notes)/\(try await newNote($0, $1))" },
            body: { _, n in #"{"content": "changed \#(n)"}"# }, state: { _, _ in [] }),
        FaultUseCase(
            endpoint: "DELETE /api/customers/notes/{id}", setUp: { [order($0)] },
            path: { "\(TestShop.notes)/\(try await newNote($0, $1))" }, body: { _, _ in nil }, state: { _, _ in [] }),
    ]

    private static func newAddress(_ shop: TestShop, _ n: Int) async throws -> String {
        try await shop.address("c-\(n)").json["id"]?.string ?? ""
    }

    private static func newNote(_ shop: TestShop, _ n: Int) async throws -> String {
        try await shop.note("c-\(n)", "one").json["id"]?.string ?? ""
    }
}
