import CRMCore
import CRMPlatform

/// ```
/// GET    /api/customers/tags                  the account's tags
/// POST   /api/customers/tags                  makes one
/// POST   /api/customers/tags/assign           puts tags on customers
/// POST   /api/customers/tags/unassign         takes tags from customers
/// GET    /api/customers/tags/{id}             one
/// PUT    /api/customers/tags/{id}             renames or recolours it
/// DELETE /api/customers/tags/{id}             removes it, and takes it from its customers
/// POST   /api/customers/tags/{id}/merge       puts another tag in its place
/// GET    /api/customers/tags/{id}/customers   the customers with it
/// ```
enum TagRoutes {
    static let endpoints = tags + customers

    private static let path = "/api/customers/tags"

    private static let tags: [Endpoint] = [
        .get(.init(path, "Lists tags.", scope: .tagsRead), List.self) { input, work in
            Answer(try TagStore(work).list(input.times, input.listing))
        },
        .write(
            .post, .init(path, "Makes a tag.", scope: .tagsWrite, refusals: [TagError.taken, TagError.many]),
            Create.self, statuses: [201], tag: .whole
        ) { input, work in
            Answer(status: 201, try Tags(work).create(input.name, color: input.color))
        },
        .get(
            .init("\(path)/{id}", "One tag.", scope: .tagsRead, refusals: [TagError.unknown]), One.self, tag: .whole
        ) { input, work in
            Answer(try TagStore(work).tag(input.id))
        },
        .write(
            .put,
            .init(
                "\(path)/{id}", "Gives a tag another name or colour; every profile with it shows the new name.",
                scope: .tagsWrite, refusals: [TagError.unknown, TagError.taken]),
            Update.self, tag: .whole, current: { input, work in try Tags(work).locked(input.id) },
            change: { input, work in Answer(try Tags(work).change(input.id, name: input.name, color: input.color)) }),
        .write(
            .delete,
            .init(
                "\(path)/{id}", "Removes a tag, and takes it from its customers.", scope: .tagsWrite,
                refusals: [TagError.unknown]),
            One.self, tag: .whole, current: { input, work in try Tags(work).locked(input.id) },
            change: { input, work in Answer(try Tags(work).delete(input.id)) }),
        .write(
            .post,
            .init(
                "\(path)/{id}/merge", "Puts the tag `into` in the place of this one, which is removed.",
                scope: .tagsWrite, refusals: [TagError.unknown, (.conflict, "tags.same")]),
            Merge.self, tag: .whole
        ) { input, work in
            Answer(try Tags(work).merge(input.id, into: input.into))
        },
    ]

    private static let customers: [Endpoint] = [
        .get(
            .init(
                "\(path)/{id}/customers", "Lists the customers with a tag, those who got it last first.",
                scope: .profilesRead, refusals: [TagError.unknown]), Customers.self
        ) { input, work in
            let store = TagStore(work)
            return Answer(try store.customers(of: try store.tag(input.id), input.times, input.listing))
        },
        .write(
            .post,
            .init(
                "\(path)/assign", "Puts tags on customers; tags of unknown names are made.", scope: .tagsWrite,
                refusals: [TagError.unknown, TagError.many]), Assign.self
        ) { input, work in
            Answer(try Tags(work).assign(input.selection, to: input.customerIDs))
        },
        .write(
            .post,
            .init(
                "\(path)/unassign", "Takes tags from customers.", scope: .tagsWrite, refusals: [TagError.unknown]),
            Assign.self
        ) { input, work in
            Answer(try Tags(work).unassign(input.selection, from: input.customerIDs))
        },
    ]
}

extension TagRoutes {
    struct List: RequestInput {
        let times: ListTimes
        let listing: Listing

        init(_ request: RequestReader) {
            let query = request.query
            times = ListTimes(query, created: "Made", updated: "The tag or its customers changed")
            let keys = TagStore.sortKeys
            listing = Listing(query, keys: keys, standard: SortOrder(keys[0], descending: true))
        }
    }

    struct One: RequestInput {
        let id: String

        init(_ request: RequestReader) {
            id = request.path.required("id", .text(max: maximumIDLength))
        }
    }

    struct Create: RequestInput {
        let name: TagName
        let color: LabelColor?

        init(_ request: RequestReader) {
            name = request.body.required(
                "name", .tagName, "Unique in the account, whatever its case and accents.")
            color = request.body.optional("color", .color, "Default: one that the name gives.")
        }
    }

    struct Update: RequestInput {
        let id: String
        let name: TagName?
        let color: Patch<LabelColor>

        init(_ request: RequestReader) {
            id = request.path.required("id", .text(max: maximumIDLength))
            name = request.body.given("name", .tagName)
            color = request.body.patch("color", .color, "null: the colour that the name gives.")
        }
    }

    struct Merge: RequestInput {
        let id: String
        let into: String

        init(_ request: RequestReader) {
            id = request.path.required("id", .text(max: maximumIDLength))
            into = request.body.required("into", .text(max: maximumIDLength), "Id of the tag that stays.")
        }
    }

    struct Customers: RequestInput {
        let id: String
        let times: ListTimes
        let listing: Listing

        init(_ request: RequestReader) {
            id = request.path.required("id", .text(max: maximumIDLength))
            let query = request.query
            times = ListTimes(query, created: "Tagged", updated: "Tagged")
            let keys = TagStore.customerSortKeys
            listing = Listing(query, keys: keys, standard: SortOrder(keys[0], descending: true))
        }
    }

    struct Assign: RequestInput {
        let customerIDs: [CustomerID]
        let selection: TagSelection

        init(_ request: RequestReader) {
            let body = request.body
            customerIDs = body.required("customerIds", .list(.id, max: TagLimits.customersPerCall))
            let names: [TagName]? = body.optional("tags", .list(.tagName, max: TagLimits.tagsPerCall), "Names of tags.")
            let ids: [String]? = body.optional(
                "tagIds", .list(.text(max: maximumIDLength), max: TagLimits.tagsPerCall), "Ids of tags.")
            selection = TagSelection(names: names ?? [], ids: Array(Set(ids ?? [])))
        }
    }
}
