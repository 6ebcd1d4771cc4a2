//! Device lists: previewed, refused, applied whole; on the wire and by a program.

use archive::{ImportOptions, facts};
use axum::http::{Method, StatusCode, header};
use base::Role;
use serde_json::json;
use testkit::{TestDb, monday, on_both};

use crate::house::{furnish, manager, program, staff};

const LIST: &str = "用户单位,点位,名称,类型,厂商,地址,上级,snmp_version,snmp_community\n\
                    N,路口一,cam-9,摄像机,海康,10.2.0.9,sw-9,,\n\
                    N,路口一,sw-9,交换机,H3C,10.2.0.1,core,2c,geheim-im-import\n\
                    北区交警,中心机房,core,路由器,,10.0.0.1,,,\n";

on_both!(a_list_is_previewed_and_then_imported_whole, |test: TestDb| async move {
    let house = furnish(test).await;
    let events = house.events().await.len();
    let preview = house.csv(&manager(), "?create_places=true", LIST).await;
    assert_eq!(preview.status, StatusCode::OK, "{}", preview.json);
    let counts = |json: &serde_json::Value| {
        ["lines", "created", "updated", "unchanged", "sites_created", "errors_total"].map(|field| json[field].as_i64().unwrap())
    };
    assert_eq!(counts(&preview.json), [3, 2, 1, 0, 1, 0]);
    assert_eq!(preview.json["applied"], false);
    let first = json!({ "line": 2, "action": "create", "name": "cam-9", "kind": "camera", "address": "10.2.0.9", "site": "路口一" });
    assert_eq!((&preview.json["preview"][0], &preview.json["preview"][2]["action"]), (&first, &json!("update")));
    assert_eq!(house.events().await.len(), events, "a preview writes nothing");

    let applied = house.csv(&staff(Role::Dispatcher), "?create_places=true&apply=true", LIST).await;
    assert_eq!((applied.status, &applied.json["applied"]), (StatusCode::OK, &json!(true)), "{}", applied.json);
    assert_eq!(counts(&applied.json), [3, 2, 1, 0, 1, 0]);
    let mut conn = house.test.db.read().await.unwrap();
    let devices = house.archive.devices_with_access(&mut conn).await.unwrap();
    let find = |name: &str| devices.iter().find(|device| device.name == name && device.customer_id == house.north.id).unwrap();
    assert_eq!(find("cam-9").parent_id, Some(find("sw-9").id));
    assert_eq!(find("sw-9").parent_id, Some(house.core.id));
    assert_eq!(find("sw-9").snmp.as_ref().unwrap().community.as_ref().unwrap().reveal(), "geheim-im-import");
    assert_eq!((find("core").kind.as_str(), &find("core").snmp, find("core").version), ("router", &None, 2));
    drop(conn);

    let told: Vec<String> = house.events().await.into_iter().skip(events).map(|event| event.kind).collect();
    assert_eq!(told[..2], ["site.created", "devices.imported"]);
    assert!(!house.events().await.iter().any(|event| event.body.contains("geheim-im-import")));
    house.verify().await;

    let again = house.csv(&manager(), "?apply=true", LIST).await;
    assert_eq!(counts(&again.json), [3, 0, 0, 3, 0, 0], "a second time it changes nothing");
    house.verify().await;
});

on_both!(a_list_says_over_which_ports_and_what_feeds, |test: TestDb| async move {
    let house = furnish(test).await;
    let links = async || {
        let page = house.get(&manager(), "/api/v1/device-links?limit=200&sort=id").await.json;
        let told = |link: &serde_json::Value| {
            let word = |field: &str| link[field].as_str().unwrap_or("-").to_owned();
            format!("{} {} {} {}", word("device_name"), word("kind"), word("to_name"), word("port"))
        };
        page["items"].as_array().unwrap().iter().map(told).collect::<Vec<_>>()
    };
    let list = "customer,site,name,kind,parent,上联端口,备用链路,供电\n\
                N,中心机房,cam-9,camera,sw-9,Gi0/3,4g@lan1,ups-1@outlet 2;ups-2\n\
                N,中心机房,sw-9,switch,core,,,ups-1\n\
                N,中心机房,4g,router,,,,\n\
                N,中心机房,ups-1,ups,sw-9,,,\n\
                N,中心机房,ups-2,ups,,,,\n";
    let applied = house.csv(&manager(), "?apply=true", list).await;
    assert_eq!((applied.status, &applied.json["created"]), (StatusCode::OK, &json!(5)), "{}", applied.json);
    let all =
        ["cam-9 network sw-9 Gi0/3", "cam-9 network 4g lan1", "cam-9 power ups-1 outlet 2", "cam-9 power ups-2 -", "sw-9 power ups-1 -"];
    assert_eq!(links().await, all, "a UPS behind the switch that it feeds is no ring");
    house.verify().await;
    let again = house.csv(&manager(), "?apply=true", list).await;
    assert_eq!((&again.json["unchanged"], links().await.len()), (&json!(5), 5), "a second time it changes nothing");

    let other = "customer,site,name,kind,fed_by\nN,中心机房,cam-9,camera,ups-2\nN,中心机房,sw-9,switch,\n";
    let preview = house.csv(&manager(), "", other).await;
    assert_eq!((&preview.json["updated"], links().await.len()), (&json!(2), 5), "a change of links is a change");
    let applied = house.csv(&manager(), "?apply=true", other).await;
    assert_eq!(applied.json["updated"], 2, "{}", applied.json);
    assert_eq!(links().await, ["cam-9 network sw-9 Gi0/3", "cam-9 network 4g lan1", "cam-9 power ups-2 -"], "ways have no column");
    let imported = house.events().await.into_iter().rfind(|event| event.kind == "devices.imported").unwrap();
    assert_eq!(imported.json()["updated"], 2);
    house.verify().await;
});

on_both!(a_list_with_a_mistake_imports_nothing, |test: TestDb| async move {
    let house = furnish(test).await;
    let events = house.events().await.len();
    let text = "customer,site,name,kind,address\nN,中心机房,a,camera,10.0.0.256\nN,中心机房,b,camera,10.0.0.7\nN,没有,c,toaster,\n";
    let preview = house.csv(&manager(), "", text).await;
    let errors = preview.json["errors"].as_array().unwrap();
    let found: Vec<(i64, &str, &str)> = errors
        .iter()
        .map(|error| (error["line"].as_i64().unwrap(), error["column"].as_str().unwrap(), error["code"].as_str().unwrap()))
        .collect();
    assert_eq!(found, [(2, "address", "address.wrong_ip"), (4, "kind", "kind.unknown"), (4, "site", "site.unknown")]);
    assert_eq!((&preview.json["errors_total"], &preview.json["created"]), (&json!(3), &json!(1)));
    let refused = house.csv(&manager(), "?apply=true", text).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::UNPROCESSABLE_ENTITY, "import.not_clean"));
    assert_eq!(refused.fields()[0], ("lines[2].address", "address.wrong_ip"));
    assert_eq!(house.events().await.len(), events);
    assert_eq!(house.get(&manager(), "/api/v1/devices").await.json["total"], 3);
});

on_both!(errors_are_told_in_the_readers_language, |test: TestDb| async move {
    let house = furnish(test).await;
    let text = b"customer,site,name,kind\nN,x,a,camera\n".to_vec();
    for (language, word) in [("zh-CN", "没有编号或名称"), ("en", "has no site")] {
        let headers = [(header::ACCEPT_LANGUAGE, language)];
        let answer = house.send(Some(&manager()), Method::POST, "/api/v1/imports/devices", Some("text/csv"), text.clone(), &headers).await;
        assert!(answer.json["errors"][0]["detail"].as_str().unwrap().contains(word), "{}", answer.json);
    }
});

on_both!(what_is_no_list_is_refused, |test: TestDb| async move {
    let house = furnish(test).await;
    let send = async |kind: Option<&str>, body: Vec<u8>| {
        let answer = house.send(Some(&manager()), Method::POST, "/api/v1/imports/devices", kind, body, &[]).await;
        (answer.status.as_u16(), answer.code().to_owned(), answer.json["errors"][0]["code"].as_str().unwrap_or("").to_owned())
    };
    let list = b"customer,site,name,kind\nN,S-001,a,camera\n".to_vec();
    assert_eq!(send(None, list.clone()).await.1, "import.type");
    assert_eq!(send(Some("application/json"), list.clone()).await.0, 415);
    assert_eq!(send(Some("application/vnd.ms-excel"), list.clone()).await.0, 200);
    assert_eq!(send(Some("text/csv; charset=gbk"), list).await.0, 200);
    assert_eq!(send(Some("text/csv"), vec![b'x'; 10 * 1024 * 1024 + 1]).await.1, "body.too_large");
    assert_eq!(send(Some("text/csv"), vec![b'x'; 10 * 1024 * 1024]).await.0, 200);
    assert_eq!(send(Some("text/csv"), Vec::new()).await.2, "file.empty");
    assert_eq!(send(Some("text/csv"), b"PK\x03\x04".to_vec()).await.2, "file.workbook");
    let unknown = house.csv(&manager(), "?aply=true", "x").await;
    assert_eq!(unknown.fields()[0].0, "aply");
});

on_both!(customers_are_made_only_by_those_who_may, |test: TestDb| async move {
    let house = furnish(test).await;
    let text = "customer,site,name,kind\n东区交警,机房,a,camera\n东区交警,机房,b,camera\n";
    let dispatcher = house.csv(&staff(Role::Dispatcher), "?create_places=true", text).await;
    assert_eq!(dispatcher.json["errors"][0]["code"], "customer.unknown");
    let made = house.csv(&manager(), "?create_places=true&apply=true", text).await;
    assert_eq!((made.status, &made.json["customers_created"]), (StatusCode::OK, &json!(["东区交警"])), "{}", made.json);
    let customers = house.get(&manager(), "/api/v1/customers?q=%E4%B8%9C").await;
    assert_eq!((&customers.json["items"][0]["devices"], &customers.json["items"][0]["sites"]), (&json!(2), &json!(1)));
    house.verify().await;
});

on_both!(devices_exchange_serial_numbers_in_one_list, |test: TestDb| async move {
    let house = furnish(test).await;
    let first = "customer,site,name,kind,serial\nN,中心机房,a,ups,A\nN,中心机房,b,ups,B\nN,中心机房,core,switch,S-1\n";
    assert_eq!(house.csv(&manager(), "?apply=true", first).await.json["applied"], true);
    let second = "customer,site,name,kind,serial\nN,中心机房,a,ups,B\nN,中心机房,b,ups,S-1\nN,中心机房,core,switch,A\n";
    let answer = house.csv(&manager(), "?apply=true", second).await;
    assert_eq!((&answer.json["applied"], &answer.json["updated"]), (&json!(true), &json!(3)), "{}", answer.json);
    let serials: Vec<Option<String>> = house.devices_on(house.site.id).await.into_iter().map(|device| device.serial).collect();
    assert_eq!(serials, [Some("A".to_owned()), None, Some("B".to_owned()), Some("S-1".to_owned())]);
    house.verify().await;
});

on_both!(a_program_imports_with_its_own_name, |test: TestDb| async move {
    let house = furnish(test).await;
    let options = ImportOptions { apply: true, create_places: true };
    let report = house.archive.import_devices(&program(), LIST.as_bytes(), options, monday()).await.unwrap();
    assert!(report.applied && report.errors.is_empty());
    let mut conn = house.test.db.read().await.unwrap();
    assert_eq!(facts::sites(&mut conn).await.unwrap().len(), 3);
    drop(conn);
    assert_eq!(house.last_event().await.actor, "system:test");
    let bad = house.archive.import_devices(&program(), b"nonsense", options, monday()).await.unwrap();
    assert!(!bad.applied && bad.errors_total > 0);
});

on_both!(the_lists_in_the_book_are_clean, |test: TestDb| async move {
    let house = furnish(test).await;
    let book = include_str!("../../../../docs/import.md");
    let lists: Vec<&str> = book.split("```csv\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert_eq!(lists.len(), 2);
    for list in lists {
        let answer = house.csv(&manager(), "?create_places=true&apply=true", list).await;
        let devices = list.lines().count() - 1;
        assert_eq!((&answer.json["applied"], &answer.json["created"]), (&json!(true), &json!(devices)), "{}", answer.json);
    }
    house.verify().await;
});
